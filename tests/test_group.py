"""A group's shared files: only what may be shared, and nothing said that cannot be known."""

import filecmp
import importlib.util
import json
import time
from pathlib import Path

import pytest

from coursehelpers.charts.stakeholders import chart_dots, chart_kinds
from coursehelpers.ground.errors import BrokenFileError, CourseError
from coursehelpers.stakeholders.agreement import what_changed
from coursehelpers.stakeholders.group import (
    compare_kinds,
    corners,
    gather_group,
    read_shared,
    role_cards,
    save_shared,
    share,
    similar_kinds,
    to_discuss,
    to_object,
)
from coursehelpers.workbook.entries import CardScore, Stakeholder
from coursehelpers.workbook.file import Workbook

SAMPLES = sorted((Path(__file__).resolve().parents[1] / "data" / "group").glob("*.json"))


def written(folder, name, **changes):
    content = {
        "format": "coursehelpers-shared",
        "version": 1,
        "country": "DK",
        "kinds": [],
        "cards": [],
        **changes,
    }
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_the_samples_are_those_that_the_script_makes(tmp_path):
    folder = SAMPLES[0].parent
    spec = importlib.util.spec_from_file_location("make_group", folder / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.write(tmp_path)
    names = [path.name for path in SAMPLES]
    assert len(names) == 12
    for one, other in ((tmp_path, folder), (tmp_path / "second", folder / "second")):
        assert filecmp.cmpfiles(one, other, names, shallow=False)[0] == names


def test_what_is_shared_holds_kinds_power_and_interest_only(tmp_path):
    workbook = Workbook(country="DK", stakeholders=[
        Stakeholder(key="k", name="Secret Museum", kind="institution", power=4, interest=2, why="secret",
                    current="resistant"),
        Stakeholder(key="x", name="Not placed", kind="network"),
        Stakeholder(key="y", name="Y", kind="friends of Ana", power=1, interest=5),
    ])  # fmt: skip
    save_shared(share(workbook, [CardScore(card=3, power=1, interest=2)]), tmp_path / "mine.json")
    text = (tmp_path / "mine.json").read_text(encoding="utf-8")
    assert "Secret" not in text
    assert "resistant" not in text
    assert json.loads(text)["kinds"] == [
        {"kind": "institution", "power": 4, "interest": 2},
        {"kind": "other", "power": 1, "interest": 5},
    ]
    assert json.loads(text)["cards"] == [{"card": 3, "power": 1, "interest": 2}]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rater": "me"}, "“rater”: this is more than may be shared"),
        ({"kinds": [{"kind": "a", "power": 1, "interest": 1}, {"kind": "b", "power": 1, "interest": 1, "name": "N"}]},
         "row 2, “name”: this is more"),
        ({"kinds": [{"kind": "a", "power": 9, "interest": 1}]}, "row 1, “power”: 9 cannot be read"),
        ({"cards": [{"card": 13, "power": 1, "interest": 1}]}, "row 1, “card”: 13 cannot be read"),
        ({"version": 2}, "“version”: 2 cannot be read"),
    ],
)  # fmt: skip
def test_a_file_that_holds_more_or_less_is_refused_by_row_and_field(tmp_path, changes, words):
    with pytest.raises(BrokenFileError, match=r"shared\.json") as error:
        read_shared(written(tmp_path, "shared.json", **changes))
    assert words in str(error.value)


def test_one_bad_file_does_not_keep_the_others_out(tmp_path):
    bad = written(tmp_path, "bad.json", kinds=[{"kind": "a", "power": 9, "interest": 1}])
    (tmp_path / "photo.json").write_text("no json")
    group = gather_group([*SAMPLES, bad, tmp_path / "photo.json", tmp_path / "missing.json"])
    assert group.raters == 12
    assert len(group.problems) == 3


def test_no_readable_file_at_all_is_an_error(tmp_path):
    with pytest.raises(CourseError, match="No file could be read"):
        gather_group([tmp_path / "missing.json"])


def test_the_order_and_the_names_of_files_do_not_matter(tmp_path):
    renamed = []
    for number, path in enumerate(reversed(SAMPLES)):
        copy = tmp_path / f"z{number}.json"
        copy.write_bytes(path.read_bytes())
        renamed.append(copy)
    assert to_object(gather_group(SAMPLES)) == to_object(gather_group(renamed))


def test_the_discussion_begins_with_the_card_that_splits_the_group():
    first = to_discuss(gather_group(SAMPLES)).iloc[0]
    assert (first["name"], first["about"]) == ("Director of the National Museum", "power")


def test_countries_are_compared_by_kind_and_never_by_agreement(tmp_path):
    files = [
        written(
            tmp_path,
            f"{code}.json",
            country=code,
            kinds=[{"kind": "museum", "power": p, "interest": 3}],
        )
        for code, p in (("DK", 1), ("NO", 3), ("SE", 5))
    ]
    found = to_object(gather_group(files))
    assert found["discuss"] == []
    assert len(found["kinds"]) == 3
    assert "nothing is computed" in found["how_to_read"]


def test_words_that_may_mean_the_same_are_offered_and_joined_when_confirmed(tmp_path):
    files = [
        written(tmp_path, f"{n}.json", kinds=[{"kind": kind, "power": 2, "interest": 3}])
        for n, kind in enumerate(["university herbarium", "University  herbaria", "ministry"])
    ]
    group = gather_group(files)
    assert similar_kinds(group) == [("University  herbaria", "university herbarium")]
    joined = gather_group(files, {"University  herbaria": "university herbarium"})
    assert joined.kinds["kind"].value_counts()["university herbarium"] == 2


def test_there_are_twelve_role_cards_and_they_name_roles():
    cards = role_cards()
    assert [card["card"] for card in cards] == list(range(1, 13))
    assert all(len(card["text"]) > 40 for card in cards)


def test_the_dots_say_who_is_most_apart():
    words = chart_dots(gather_group(SAMPLES).power, "power").alternative
    assert "12 raters" in words
    assert "Most apart: Director of the National Museum, from 2 to 5" in words


@pytest.mark.parametrize("words", [60, 3_600], ids=["same words", "words of their own"])
def test_sixty_files_of_sixty_stakeholders_are_quick(tmp_path, words):
    files = [
        written(
            tmp_path,
            f"{n}.json",
            kinds=[
                {"kind": f"kind {(n * 60 + m) % words}", "power": m % 5 + 1, "interest": 3}
                for m in range(60)
            ],
            cards=[{"card": c, "power": (n + c) % 5 + 1, "interest": 3} for c in range(1, 13)],
        )
        for n in range(60)
    ]
    began = time.perf_counter()
    found = to_object(gather_group(files))
    assert len(found["kinds"]) == 3_600
    assert time.perf_counter() - began < 10, "the bar is 3 seconds on a quiet computer"


def test_one_bad_row_is_named_and_the_others_are_still_read(tmp_path):
    rows = [{"kind": "museum", "power": 2, "interest": 3}] * 3
    rows[1] = {"kind": "museum", "power": 9, "interest": "much"}
    bad = written(tmp_path, "bad.json", kinds=rows, cards=[{"card": 13, "power": 1, "interest": 1}])
    good = written(tmp_path, "good.json", kinds=rows[:1])
    group = gather_group([bad, good])
    assert group.raters == 2
    assert len(group.kinds) == 3
    assert [problem.split(":")[0] for problem in group.problems] == [
        "bad.json, row 2, “power”", "bad.json, row 2, “interest”", "bad.json, row 1, “card”",
    ]  # fmt: skip


def test_a_file_that_holds_more_is_refused_whole_even_if_a_row_is_bad_too(tmp_path):
    row = {"kind": "museum", "power": 9, "interest": 3, "name": "Secret"}
    with pytest.raises(BrokenFileError, match="“name”: this is more than may be shared"):
        read_shared(written(tmp_path, "more.json", kinds=[row]))


def test_two_rounds_are_compared_without_following_anybody(tmp_path):
    second = gather_group(sorted((SAMPLES[0].parent / "second").glob("*.json")))
    moved = what_changed(gather_group(SAMPLES).power, second.power).set_index("name")["moved"]
    assert moved.index[0] == "Director of the National Museum"
    assert moved["Director of the National Museum"] == 8
    assert moved.drop(["Director of the National Museum", "Head of the permit office"]).sum() == 0


def test_the_corner_that_most_see_has_its_share():
    seen = corners(gather_group(SAMPLES)).set_index("name")
    assert seen.loc["Part-time curator of the Saint Moss Herbarium", "quadrant"] == "support"
    assert seen.loc["Director of the National Museum", "borderline"]
    assert (seen["borderline"] == (seen["share"] < 0.6)).all()


def test_kinds_are_put_side_by_side_with_the_learners_counted():
    table = compare_kinds(gather_group(SAMPLES)).set_index("kind")
    assert table.loc["ministries and funders", "learners"] == 12
    assert table.loc["modellers", "stakeholders"] == 1
    assert (table["power_low"] <= table["power_median"]).all()
    words = chart_kinds(gather_group(SAMPLES).kinds).alternative
    assert "96 of 10 kinds, from 12 learners" in words
