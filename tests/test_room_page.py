"""The page for the wall: who handed in, the one card to talk about first, and nothing between two camps."""

import json
import re
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursehelpers.classroom.room_page import room_body, say_counts, why_not_compared
from coursehelpers.classroom.watch import RoomPage, follow
from coursehelpers.classroom.who_handed_in import look_into, read_expected, say_who
from coursehelpers.cli import main
from coursehelpers.ground.errors import BadCallError

EXAMPLES = Path(__file__).resolve().parents[1] / "data" / "group"


def hand_in(folder, name, country="KE", power=None, **changes):
    """Put a shared file into a folder; ``power`` is one score for each of the first cards."""
    cards = [
        {"card": card, "power": score, "interest": 3}
        for card, score in enumerate(power or [3] * 12, start=1)
    ]
    told = {
        "format": "coursehelpers-shared",
        "version": 1,
        "country": country,
        "kinds": [],
        "cards": cards,
        **changes,
    }
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")


def words_of(page):
    return re.sub(r"<[^>]+>", " ", page)


def screen(page, key):
    return page.partition(f'<section id="{key}"')[2].partition("</section>")[0]


def test_who_came_and_who_is_late_stands_there_by_country_and_number_of_cards(tmp_path):
    hand_in(tmp_path, "a", "KE")
    hand_in(tmp_path, "b", "UG", power=[3] * 8)
    room = look_into([tmp_path], read_expected("KE,UG,TZ"))
    who = words_of(screen(room_body(room), "who"))
    assert "Handed in: 2 of 3" in who
    assert "Kenya: 12 of 12 cards" in who
    assert "Uganda: 8 of 12 cards" in who
    assert "Tanzania, United Republic of: not yet" in who


def test_two_are_expected_from_one_country_and_one_file_of_territories_is_one(tmp_path):
    hand_in(tmp_path, "a", "KE")
    hand_in(tmp_path, "b", "FR,NC,PF")
    assert look_into([tmp_path], ("KE", "KE", "NC")).missing == ("KE",)


def test_many_countries_stand_on_the_first_screen_by_code(tmp_path):
    codes = "AD AE AF AG AI AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR".split()
    for code in codes:
        hand_in(tmp_path, code, code)
    who = words_of(screen(room_body(look_into([tmp_path], ["UG"])), "who"))
    assert all(f"{code} 12" in who for code in codes)
    assert "not yet: Uganda" in who


def test_a_split_is_said_as_it_is_and_no_mark_stands_between(tmp_path):
    for n in range(12):
        hand_in(tmp_path, n, "KE", power=[3, 1 if n % 2 else 5, *[3] * 10])
    body = room_body(look_into([tmp_path]))
    first = screen(body, "first")
    assert "2. Part-time curator of the Saint Moss Herbarium" in words_of(first)
    assert "Power: 6 say 1, 6 say 5" in words_of(first)
    assert first.count("<circle") == 12
    places = {float(x) for x in re.findall(r'cx="([\d.]+)"', first)}
    assert not [x for x in places if 1216 / 5 < x < 1216 * 4 / 5], "a dot where nobody is"
    assert first.count("<line") == 1, "the axis alone"
    assert "median" not in body


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60))
def test_what_is_said_of_a_card_adds_up(scores):
    counts = {score: scores.count(score) for score in sorted(set(scores))}
    said = re.findall(r"(\d+) says? (\d)", say_counts(counts))
    assert sorted(n for count, n in said for n in [n] * int(count)) == sorted(map(str, scores))


def test_below_three_files_no_card_is_named_and_close_answers_are_not_called_a_split(tmp_path):
    hand_in(tmp_path, "a", power=[1] * 12)
    hand_in(tmp_path, "b", power=[5] * 12)
    assert "With three files" in room_body(look_into([tmp_path]))
    close = tmp_path / "close"
    for n in range(3):
        hand_in(close, n, power=[3 + n % 2] * 12)
    assert "No card is far apart" in room_body(look_into([close]))


def test_numbers_are_in_a_fold_with_their_explanation():
    body = room_body(look_into([EXAMPLES]))
    folds = screen(body, "folds")
    for word in ("r_wg", "consensus", "Tastle"):
        assert word in folds
        assert word not in body.replace(folds, "")
    assert folds.count("<details") == folds.count("<summary>") >= 3
    assert "<details open" not in folds


def test_made_up_answers_are_never_among_real_ones_and_say_so_when_alone(tmp_path):
    assert "made up" in screen(room_body(look_into([EXAMPLES])), "who")
    hand_in(tmp_path, "real")
    room = look_into([tmp_path, EXAMPLES])
    assert [one.country for one in room.handed_in] == ["KE"]
    assert "12 files are examples" in room.notes[-1]


def test_rounds_are_compared_only_when_both_are_real_or_both_made_up_and_of_the_same_cards(
    tmp_path,
):
    examples, again = look_into([EXAMPLES]), look_into([EXAMPLES / "second"])
    assert why_not_compared(examples, again) == ""
    moved = words_of(screen(room_body(again, before=examples), "moved"))
    assert "Director of the National Museum" in moved
    assert "at least 8 dots moved" in moved
    one, other = tmp_path / "1", tmp_path / "2"
    hand_in(one, "a", cards=[{"card": 1, "power": 1, "interest": 1}])
    hand_in(other, "a", cards=[{"card": 2, "power": 1, "interest": 1}])
    assert "made-up learners" in why_not_compared(look_into([one]), examples)
    assert "No card was scored in both" in why_not_compared(look_into([one]), look_into([other]))
    hand_in(other, "a", cards=[{"card": card, "power": 5, "interest": 1} for card in (1, 2)])
    said = words_of(screen(room_body(look_into([other]), before=look_into([one])), "moved"))
    assert "at least 1 dot moved" in said
    assert "1 card was scored in this round only" in said


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 50_000,
        b"\xff\xfe",
        b'{"format": "\\ud800"}',
        b'{"country": "Jane Doe"}',
        b'{"format":"coursehelpers-shared","version":1,"country":"KE","<script>":1}',
        b'{"format":"coursehelpers-shared","version":1,"country":"KE","\\ud800":1}',
        b'{"format":"coursehelpers-shared","version":1,"country":"<b>","kinds":[]}',
        b" " * 2_000_000,
    ],
    ids=lambda body: body[:12].hex(),
)
def test_a_broken_or_hostile_file_breaks_nothing(tmp_path, body):
    hand_in(tmp_path, "good")
    (tmp_path / "<img src=x>.json").write_bytes(body)
    (tmp_path / "folder.json").mkdir()
    page = RoomPage([tmp_path], tmp_path / "room.html")
    room = page.write()
    assert len(room.handed_in) == 1
    assert [one.file for one in room.broken] == ["<img src=x>.json"]
    written = page.out.read_text(encoding="utf-8") + page.news.read_text(encoding="utf-8")
    assert "<img" not in written
    assert written.count("<script>") == 1


def test_words_of_a_file_cannot_end_the_script_that_carries_them(tmp_path):
    hand_in(tmp_path, "a", kinds=[{"kind": "</script><script>alert(1)", "power": 1, "interest": 1}])
    page = RoomPage([tmp_path], tmp_path / "room.html")
    page.write()
    assert "</script" not in page.news.read_text(encoding="utf-8")


def test_a_file_that_is_no_json_is_named_so_that_its_owner_can_be_asked(tmp_path):
    hand_in(tmp_path, "a")
    (tmp_path / "mine.json.txt").write_text("{}")
    assert "mine.json.txt" in say_who(look_into([tmp_path]))


def test_the_page_follows_what_comes_changes_and_goes(tmp_path):
    inbox, seen, stop = tmp_path / "inbox", [], threading.Event()
    hand_in(inbox, "a")
    page = RoomPage([inbox], inbox / "room.html", ["KE", "UG"])
    steps = iter(
        [
            lambda: (inbox / "b.json").write_text("{"),
            lambda: hand_in(inbox, "b", "UG"),
            lambda: (inbox / "a.json").unlink(),
            stop.set,
        ]
    )

    def tell(room):
        seen.append(([one.country for one in room.handed_in], len(room.broken)))
        next(steps)()

    follow(page, tell, stop)
    assert seen == [(["KE"], 0), (["KE"], 1), (["KE", "UG"], 0), (["UG"], 0)]
    assert "Uganda" in page.news.read_text(encoding="utf-8")


def test_only_a_folder_is_followed(tmp_path):
    with pytest.raises(BadCallError, match="is no folder"):
        follow(RoomPage([tmp_path / "none"], tmp_path / "room.html"), print)


def test_the_command_writes_the_page_and_lists_who_handed_in(tmp_path, capsys):
    hand_in(tmp_path, "a", "UG")
    status = main(["group", str(tmp_path), "--expect", "KE,UG", "--out", str(tmp_path / "r.html")])
    printed = capsys.readouterr()
    assert status == 0
    assert printed.out.splitlines() == [
        "Handed in: 1.",
        "  Uganda (UG): 12 of 12 cards, 0 stakeholders",
        "Not yet: Kenya (KE).",
    ]
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not (tmp_path / "r.js").exists()
