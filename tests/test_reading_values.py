"""Numbers and days as people write them: whatever the country, the same number comes back or nothing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.reading.values import UnclearNumberError, as_text, day, number, whole_number

GROUPS = [",", ".", " ", "\u00a0", "\u202f", "\u2009", "'", "’", "٬"]


@given(st.integers(-(10**15), 10**15), st.sampled_from(GROUPS))
def test_a_grouped_whole_number_comes_back(amount, group):
    assert whole_number(f"{amount:,}".replace(",", group)) == amount


@given(st.integers(0, 10**15))
def test_groups_of_two_as_in_india_come_back(amount):
    text, last = str(amount)[:-3], str(amount)[-3:]
    pairs = [text[max(0, end - 2) : end] for end in range(len(text), 0, -2)][::-1]
    assert whole_number(",".join([*pairs, last])) == amount


@given(
    st.integers(-(10**9), 10**9),
    st.integers(0, 99),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("٬", "٫"), ("", ","), ("", ".")]),
)  # fmt: skip
def test_a_number_with_decimals_comes_back_in_every_country(whole, hundredths, marks):
    group, decimal = marks
    text = f"{whole:,}".replace(",", group) + decimal + f"{hundredths:02}"
    assert number(text) == pytest.approx(float(f"{whole}.{hundredths:02}"))


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(",."))
def test_what_may_be_two_numbers_is_refused_with_both(first, second, mark):
    text = f"{first}{mark}{second:03}"
    with pytest.raises(UnclearNumberError) as error:
        number(text)
    assert str(error.value) == f"it may be {first}{second:03} or {first}.{second:03}"
    assert whole_number(text) == first * 1000 + second


@given(st.floats(-1e12, 1e12).filter(lambda x: len(repr(x).rpartition(".")[2]) != 3))
def test_what_a_program_writes_comes_back(amount):
    assert number(repr(amount)) == amount


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_none(text):
    whole_number(text)
    day(text)
    try:
        found = number(text)
    except UnclearNumberError:
        return
    assert found is None or any(letter.isdecimal() for letter in text)


@pytest.mark.parametrize(
    "text", ["", "-", "1,2,3", "1.2.3", "1,23,4", "12,345.678,9", "1 23",
     "1,234 567", "1e5x", "١٢x", "½", "²", "1_0", "inf", "nan"],
)  # fmt: skip
def test_what_is_no_number_is_none(text):
    assert number(text) is None
    assert whole_number(text) is None


def test_other_digits_and_signs_are_numbers():
    assert whole_number("١٢٬٣٤٥") == 12_345
    assert number("−2,5") == -2.5
    assert number("+0.125") == 0.125
    assert whole_number("0,000") == 0


@given(st.dates(date(1942, 1, 1), date(2118, 1, 1)))
def test_a_day_comes_back(when):
    assert day(when.isoformat()) == when
    assert day(f"{when.year}/{when.month}/{when.day}") == when
    assert day((when - date(1899, 12, 30)) // timedelta(days=1)) == when
    assert as_text(when) == when.isoformat()


@pytest.mark.parametrize(
    "value", ["2026-02-30", "1.2.2026", "2026-1", True, 5, 10**9, float(10**9), ""]
)
def test_what_is_no_day_is_none(value):
    assert day(value) is None
