"""Several made-up countries at once, in the shape of a real extract: for tests where the real one is not at hand."""

import random
import uuid

from tests.gbif_api.world import World, linked

SIZES = {"KE": 14, "BR": 25, "LI": 2, "VA": 0, "FR": 12, "NC": 3, "PF": 2, "US": 60, "IN": 12, "IO": 9, "NA": 4,
         "GB": 15, "AT": 6, None: 2}  # fmt: skip
"""Institutions of each country; two state none."""
STRAYED = 5
"""Of those under IO, so many whose name says India, as is so in GRSciColl."""
_KINDS = (
    "Herbarium",
    "Museum of Zoology",
    "Seed Bank",
    "Geological Survey",
    "University Collection",
)
_WORDS = "Alder Birch Cedar Damson Elder Fir Gorse Hazel Ivy Juniper Larch Maple".split()


def made_up_countries(seed=1):
    """Return a world of :data:`SIZES`: some institutions state a size, some have links, some collections."""
    chance = random.Random(seed)
    institutions, collections, groups = [], [], []
    for country, size in SIZES.items():
        for number in range(size):
            key = str(uuid.UUID(int=chance.getrandbits(128), version=4))
            word = _WORDS[number % len(_WORDS)]
            place = "of India" if country == "IO" and number < STRAYED else f"no. {number + 1}"
            name = f"{word} {_KINDS[number % len(_KINDS)]} {place}"
            if country == "NA":
                name = f"Namibia {name}"
            address = {
                "key": len(institutions) + 1,
                "city": f"{word} Town",
                "province": f"{word} Province",
            }
            record = {
                "key": key, "code": f"{word[:2].upper()}{number}", "name": name, "types": [], "active": True,
                "email": [f"desk-{number}@example.org"] if number % 3 else [], "phone": [], "catalogUrls": [],
                "apiUrls": [], "institutionalGovernances": [], "disciplines": [],
                "address": {**address, "country": country} if country else address, "additionalNames": [],
                "masterSource": "GRSCICOLL", "alternativeCodes": [], "tags": [], "identifiers": [],
                "contactPersons": [], "machineTags": [], "comments": [], "occurrenceMappings": [],
                "displayOnNHCPortal": True,
            }  # fmt: skip
            # One of twelve in the big country is entered again, as real ones are.
            if country == "US" and number % 12 == 11:
                record |= {name_: institutions[-1][name_] for name_ in ("name", "code", "address")}
            if number % 4 != 3:
                record["numberSpecimens"] = chance.randrange(500, 900_000)
            if number % 3 == 0:
                groups.append(linked(key, chance.randrange(1, 200_000), country=country or ""))
            institutions.append(record)
            if country == "US":
                collections.append(
                    {
                        "key": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
                        "code": f"C{number}",
                        "name": f"{word} Fishes",
                        "institutionKey": key,
                        "contentTypes": [],
                        "active": True,
                        "personalCollection": False,
                        "email": [],
                        "phone": [],
                        "catalogUrls": [],
                        "apiUrls": [],
                        "preservationTypes": [],
                        "address": record["address"],
                        "tags": [],
                        "identifiers": [],
                        "contactPersons": [],
                        "machineTags": [],
                        "incorporatedCollections": [],
                        "alternativeCodes": [],
                        "comments": [],
                        "occurrenceMappings": [],
                        "masterSource": "GRSCICOLL",
                        "displayOnNHCPortal": True,
                    }
                )
    return World(institutions=institutions, collections=collections, occurrence_groups=groups)
