"""Make the shared files of twelve made-up learners, who differ in instructive ways.

    python data/group/make.py [FOLDER]

All scored the same twelve role cards of the training country. On most cards they nearly agree. On card 1
they split: half see the director's signature, half the empty budget. On card 7 a few know what a permit can
ask for. On card 10 nobody sees power, and everybody interest. Learner 12 uses only the middle of the scale.
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
COUNTRIES = ["XT"] * 12


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


def within(score: int) -> int:
    """Keep a score on the scale."""
    return min(max(score, 1), 5)


def write(folder: Path) -> None:
    """Write learner-01.json to learner-12.json."""
    chance = random.Random(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    for learner, country in enumerate(COUNTRIES, start=1):
        shared = {"format": "coursehelpers-shared", "version": 1, "country": country, "kinds": [],
                  "cards": cards(learner, chance)}  # fmt: skip
        text = json.dumps(shared, indent=1) + "\n"
        (folder / f"learner-{learner:02d}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
