"""What the local server knows: records in the API's shape, from files or from a test."""

import csv
import gzip
import json
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path

TRAINING = Path(__file__).resolve().parents[2] / "data" / "training"
TRAINING_CODE = "XT"

SPECIMENS = ("PRESERVED_SPECIMEN", "FOSSIL_SPECIMEN", "LIVING_SPECIMEN", "MATERIAL_SAMPLE")
GROUP = ("country", "publishingCountry", "publishingOrg", "datasetKey", "institutionCode", "collectionCode",
         "institutionKey", "collectionKey", "issues")  # fmt: skip


@dataclass
class World:
    """Records that the server answers with; a test may change the lists while it runs."""

    institutions: list = field(default_factory=list)
    collections: list = field(default_factory=list)
    organizations: list = field(default_factory=list)
    datasets: list = field(default_factory=list)
    nodes: list = field(default_factory=list)
    descriptor_groups: list = field(default_factory=list)
    occurrence_groups: list = field(default_factory=list)
    downloads: list = field(default_factory=list)

    @classmethod
    def training(cls):
        """Read the made-up training country."""
        with (TRAINING / "occurrence_groups.csv").open(encoding="utf-8", newline="") as file:
            groups = [{**row, "count": int(row["count"])} for row in csv.DictReader(file)]
        return cls(
            **{
                name: _lines((TRAINING / f"{name}.jsonl").open(encoding="utf-8"))
                for name in (
                    "institutions",
                    "collections",
                    "organizations",
                    "datasets",
                    "nodes",
                    "downloads",
                )
            },
            descriptor_groups=_lines((TRAINING / "descriptors.jsonl").open(encoding="utf-8")),
            occurrence_groups=groups,
        )

    @classmethod
    def made_up(cls, country, city):
        """Give the training country another country's code and city, where there is no real one to ask about."""
        given = {f'"{TRAINING_CODE}"': f'"{country}"', '"Port Amber"': f'"{city}"'}

        def moved(records):
            text = json.dumps(records)
            for old, new in given.items():
                text = text.replace(old, new)
            return json.loads(text)

        return cls(**{part.name: moved(getattr(cls.training(), part.name)) for part in fields(cls)})

    @classmethod
    def from_folder(cls, folder):
        """Read a folder of real institutions with made-up counts of linked records."""
        folder = Path(folder)
        counts = json.loads(
            (folder / "occurrence_counts.synthetic.json").read_text(encoding="utf-8")
        )
        return cls(
            institutions=_lines(
                gzip.open(folder / "institutions.jsonl.gz", "rt", encoding="utf-8")
            ),
            collections=_lines(
                gzip.open(folder / "collections-us.jsonl.gz", "rt", encoding="utf-8")
            ),
            occurrence_groups=[linked(key, count) for key, count in counts.items() if count],
        )

    @cached_property
    def countries(self):
        """Return ISO-2 codes by every spelling that GBIF accepts."""
        names = {}
        for row in json.loads(
            (Path(__file__).parent / "countries.json").read_text(encoding="utf-8")
        ):
            for spelling in (row["iso2"], row["iso3"], row["enumName"]):
                names["".join(c for c in spelling.upper() if c.isalnum())] = row["iso2"]
        return names


def linked(institution_key, count, **more):
    """Return a group of preserved specimens that are linked to an institution."""
    blank = dict.fromkeys(GROUP, "")
    return {
        **blank,
        "count": count,
        "basisOfRecord": SPECIMENS[0],
        "institutionKey": institution_key,
        **more,
    }


def _lines(file):
    with file:
        return [json.loads(line) for line in file]
