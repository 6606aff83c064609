"""Make the shared files of twelve made-up learners, who differ in instructive ways.

    python data/group/make.py [FOLDER]

All scored the same twelve role cards of the training country. On most cards they nearly agree. On card 1
they split: half see the director's signature, half the empty budget. On card 7 a few know what a permit can
ask for. On card 10 nobody sees power, and everybody interest. Learner 12 uses only the middle of the scale.
After the talk (``second/``) most have moved on cards 1 and 7, and some have not. Each also placed eight
stakeholders of a made-up country; on ministries their countries differ, and two wrote words of their own.
"""

import json
import random
import sys
from pathlib import Path

SEED = 20260302
TYPICAL = {
    1: (4, 2), 2: (2, 5), 3: (3, 4), 4: (5, 2), 5: (2, 4), 6: (2, 4),
    7: (3, 1), 8: (5, 3), 9: (2, 5), 10: (1, 4), 11: (2, 5), 12: (3, 5),
}  # fmt: skip
"""What a learner would write of each card: power, interest."""
KINDS = {
    "institution": (5, 2), "small-collection": (2, 5), "ministry": (5, 1), "society": (2, 4),
    "network": (3, 5), "permits": (4, 1), "users": (1, 4), "curator": (2, 4),
}  # fmt: skip
"""Kinds that a learner may have placed, and what one would write of them."""
OWN_WORDS = {4: {"small-collection": "small collections"}, 10: {"users": "modellers"}}
"""Learners who wrote a word of their own; one of them means a word of the checklist."""


def cards(learner: int, chance: random.Random) -> list[dict]:
    """Return one learner's scores of the twelve cards."""
    found = []
    for card, (power, interest) in TYPICAL.items():
        power += chance.choice([-1, 0, 0, 0, 1])
        interest += chance.choice([-1, 0, 0, 0, 1])
        if card == 1:
            power = 5 if learner % 2 else 2
        if card == 7 and learner in (3, 8, 11):
            power, interest = 5, 3
        if learner == 12:
            power, interest = 3, 3
        found.append({"card": card, "power": within(power), "interest": within(interest)})
    return found


def second_round(first: list[dict], learner: int) -> list[dict]:
    """Return what a learner scores after the talk."""
    found = []
    for score in first:
        power = score["power"]
        if score["card"] == 1 and learner != 12:
            # Both ends have heard each other; some stay where they are.
            power = 4 if learner % 3 else power
        if score["card"] == 7 and learner != 12:
            power = max(power, 4)
        found.append({**score, "power": power})
    return found


def kinds(learner: int, chance: random.Random) -> list[dict]:
    """Return the eight stakeholders, by kind, that a learner placed in a made-up country of their own."""
    found = []
    for kind, (power, interest) in KINDS.items():
        if kind == "users" and learner % 4 == 1:
            kind = "small-collection"
        if kind == "ministry" and learner % 3 == 0:
            # In some countries the ministry has an open-data rule, and asks for reports.
            interest = 4
        power, interest = (
            power + chance.choice([-1, 0, 0, 1]),
            interest + chance.choice([-1, 0, 0, 1]),
        )
        found.append({"kind": OWN_WORDS.get(learner, {}).get(kind, kind), "power": within(power),
                      "interest": within(interest)})  # fmt: skip
    return found


def within(score: int) -> int:
    """Keep a score on the scale."""
    return min(max(score, 1), 5)


def write(folder: Path) -> None:
    """Write learner-01.json to learner-12.json, and those of the second round into a folder ``second``."""
    chance, of_countries = random.Random(SEED), random.Random(SEED + 1)
    (folder / "second").mkdir(parents=True, exist_ok=True)
    for learner, letter in enumerate("ABCDEFGHIJLM", start=1):
        scored = cards(learner, chance)
        placed = kinds(learner, of_countries)
        for where, scores in ((folder, scored), (folder / "second", second_round(scored, learner))):
            # Codes from XA to XZ are no country's, for ever, but for XK, which is Kosovo's, and our own XT.
            shared = {"format": "coursehelpers-shared", "version": 1, "country": f"X{letter}",
                      "kinds": placed, "cards": scores}  # fmt: skip
            text = json.dumps(shared, indent=1) + "\n"
            (where / f"learner-{learner:02d}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
