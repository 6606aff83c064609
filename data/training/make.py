"""Make the training country: a made-up island whose collections show what real registries look like.

    python data/training/make.py [FOLDER]

Everything here is invented. Each institution is there for a reason, which stands beside it; the tests look
for each of these reasons in the files. The same program always writes the same bytes.
"""

import csv
import json
import math
import random
import sys
import zipfile
from collections import Counter
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

COUNTRY, NEIGHBOUR = "XT", "XU"
SEED = 20260301
CREATED = "2019-04-02T08:00:00.000+00:00"


def key_of(kind: str, name: str) -> str:
    """Return a key that stays the same as long as the name does."""
    return str(uuid5(NAMESPACE_URL, f"https://example.org/xantoria/{kind}/{name}"))


# towns: name, province, latitude, longitude
TOWNS = {
    "Port Amber": ("Southcoast", -30.92, -24.70),
    "Lichen Bay": ("Westcoast", -30.28, -26.05),
    "Fernhill": ("Highlands", -30.15, -25.10),
    "Saint Moss": ("Northcoast", -29.62, -25.20),
    "Coral Steps": ("Eastcoast", -30.05, -24.05),
    "Île aux Herbes": ("Islets", -31.12, -25.95),
}

# publishers: short name -> (title, country, datasets, identifier)
ORGANIZATIONS = {
    "museum": ("National Museum of Xantoria", "XT", 3, None),
    "university": ("University of Port Amber", "XT", 2, "https://ror.org/00xt00001"),
    "herbarium": ("The Saint-Moss Herbarium", "XT", 1, None),
    "botanic": ("Botanic Gardens Trust of Fernhill", "XT", 1, None),
    "marine": ("Lichen Bay Marine Station", "XT", 2, None),
    "forest": ("Xantoria Forest Research Office", "XT", 1, None),
    "birders": ("Xantoria Bird Observers", "XT", 1, None),
    "agency": ("Environment Agency of Xantoria", "XT", 0, None),
    "geology": ("Island Survey of Rocks and Waters", "XT", 1, None),
    "abroad": ("Museum of the Neighbouring Islands", "XU", 4, None),
}

NODE = {
    "key": key_of("node", "XBIF"),
    "type": "COUNTRY",
    "participationStatus": "VOTING",
    "gbifRegion": "AFRICA",
    "continent": "AFRICA",
    "title": "Xantoria Biodiversity Information Facility",
    "participantTitle": "Xantoria",
    "abbreviation": "XBIF",
    "email": [],
    "homepage": ["https://example.org/xbif"],
    "country": COUNTRY,
    "address": [],
    "phone": [],
    "contacts": [],
    "endpoints": [],
    "identifiers": [],
    "tags": [],
    "machineTags": [],
    "comments": [],
    "created": CREATED,
    "modified": "2026-02-10T09:00:00.000+00:00",
}

# Each institution: code, name, town, what is stated, and why it is here.
# reach: 0 nothing, 1 homepage, 2 general e-mail, 3 contact with e-mail (always functional addresses)
INSTITUTIONS = [
    dict(
        code="NMX",
        name="National Museum of Xantoria",
        town="Port Amber",
        size=610_000,
        reach=3,
        disciplines=["Biological", "Zoology", "Paleontology"],
        types=["Museum"],
        governance=["Governmental"],
        organization="museum",
        coordinates=True,
        founded=1889,
        modified="2026-08-03",
        why="E1; large; all collections state a size, and their sum disagrees with its own number",
    ),
    dict(
        code="PAU",
        name="University Zoology Collection, Port Amber",
        town="Port Amber",
        size=48_000,
        reach=3,
        disciplines=["Zoology"],
        types=["Museum"],
        governance=["Academic"],
        ror="https://ror.org/00xt00001",
        coordinates=True,
        modified="2026-05-14",
        why="E2: the same identifier as a publisher; grow",
    ),
    dict(
        code="PAUH",
        name="University Herbarium of Port Amber",
        town="Port Amber",
        size=0,
        reach=2,
        disciplines=["Biological"],
        types=["Herbarium"],
        governance=["Academic"],
        coordinates=True,
        modified="2026-05-14",
        master="IH",
        why="0 means not stated; E4 candidate only; from Index Herbariorum",
    ),
    dict(
        code="SMH",
        name="Saint Moss Herbarium",
        town="Saint Moss",
        size=21_500,
        reach=3,
        disciplines=["Biological"],
        types=["Herbarium"],
        governance=["NonProfit"],
        coordinates=True,
        modified="2026-07-30",
        master="IH",
        why="E4: the publisher is called The Saint-Moss Herbarium; complete",
    ),
    dict(
        code="FBG",
        name="Botanic  Gardens Trust of Fernhill",
        town="Fernhill",
        size=12_000,
        reach=3,
        disciplines=["Biological"],
        types=["BotanicalGarden"],
        governance=["Local"],
        coordinates=True,
        modified="2026-04-11",
        why="E3: the same name but for spaces; most of its records are not linked: link-fix",
    ),
    dict(
        code="LBMS",
        name="Lichen Bay Marine Station",
        town="Lichen Bay",
        size=None,
        reach=3,
        disciplines=["Zoology"],
        types=["OtherInstitutionalType"],
        governance=["Governmental"],
        organization="marine",
        coordinates=True,
        modified="2026-06-19",
        why="E1; only some collections state a size: partial, a lower bound; more linked than that",
    ),
    dict(
        code="XFRO",
        name="Xantoria Forest Research Office – Wood Collection",
        town="Fernhill",
        size=9_400,
        reach=2,
        disciplines=["Biological"],
        types=["OtherInstitutionalType"],
        governance=["Governmental"],
        coordinates=True,
        modified="2026-01-22",
        why="E4: a similar name, for a person to decide",
    ),
    dict(
        code="CSM",
        name="Coral Steps Town Museum",
        town="Coral Steps",
        size=3_200,
        reach=2,
        disciplines=["Biological", "Archaeology"],
        types=["Museum"],
        governance=["Local"],
        coordinates=True,
        modified="2025-11-03",
        why="engage: size known, no publisher, nothing online",
    ),
    dict(
        code="CSMC",
        name="Museum of the Town of Coral Steps",
        town="Coral Steps",
        size=None,
        reach=1,
        disciplines=["Biological"],
        types=["Museum"],
        coordinates=True,
        modified="2021-03-08",
        near="CSM",
        why="may be the same as CSM: a similar name within 300 metres",
    ),
    dict(
        code="XIS",
        name="Xantoria Insect Society",
        town="Port Amber",
        size=35_000,
        reach=2,
        disciplines=["Zoology"],
        types=["OtherInstitutionalType"],
        governance=["NonProfit"],
        catalog="https://example.org/xis/catalogue",
        modified="2026-02-27",
        why="onboard: a catalogue online, no publisher found",
    ),
    dict(
        code="NMX",
        name="National Mycological Exchange",
        town="Lichen Bay",
        size=None,
        reach=2,
        disciplines=["Biological"],
        modified="2024-09-12",
        why="the same code as the national museum; wrongly linked records: onboard through linked records",
    ),
    dict(
        code="FHS",
        name="Fernhill Secondary School Natural History Cabinet",
        town="Fernhill",
        size=None,
        reach=1,
        types=["OtherInstitutionalType"],
        modified="2023-02-01",
        why="ask-size; small and kind",
    ),
    dict(
        code="SMSC",
        name="Saint Moss Shell Cabinet",
        town="Saint Moss",
        size=None,
        reach=2,
        disciplines=["Zoology"],
        modified="2022-10-15",
        why="ask-size; all its collections are silent",
    ),
    dict(
        code=None,
        name="Agricultural College of the Highlands",
        town="Fernhill",
        size=None,
        reach=1,
        disciplines=["Biological"],
        modified="2022-06-06",
        why="no code; ask-size",
    ),
    dict(
        code="LBP",
        name="Lichen Bay Parish Herbarium",
        town=None,
        size=None,
        reach=0,
        modified="2019-04-02",
        why="verify: no size, no link, no way to reach it; address without country town",
    ),
    dict(
        code="IAH",
        name="Îlot Plant Room – Île aux Herbes",
        town="Île aux Herbes",
        size=1_800,
        reach=3,
        disciplines=["Biological"],
        types=["Herbarium"],
        governance=["Local"],
        coordinates=True,
        modified="2026-03-17",
        community=True,
        why="run by the island's community, which asks for consent first; accents in its name; engage",
    ),
    dict(
        code="XGS",
        name="Xantoria Geological Survey",
        town="Port Amber",
        size=80_000,
        reach=2,
        disciplines=["Geological"],
        types=["Museum"],
        governance=["Governmental"],
        coordinates=True,
        modified="2025-05-05",
        why="out-of-scope: geology only; left out of the sums",
    ),
    dict(
        code="OLD",
        name="Old Colonial Cabinet of Port Amber",
        town="Port Amber",
        size=5_000,
        reach=0,
        active=False,
        modified="2018-01-09",
        why="out-of-scope: no longer active",
    ),
    dict(
        code="XPM",
        name="Xantoria Palaeontological Museum",
        town="Coral Steps",
        size=15_600,
        reach=3,
        disciplines=["Paleontology"],
        types=["Museum"],
        governance=["NonProfit"],
        coordinates=True,
        modified="2026-06-01",
        why="linked more than declared: over",
    ),
    dict(
        code="XGB",
        name="Xantoria Gene Bank",
        town="Port Amber",
        size=None,
        reach=3,
        disciplines=["Biological"],
        types=["OtherInstitutionalType"],
        governance=["Governmental"],
        coordinates=True,
        modified="2026-08-20",
        why="all collections state a size: their sum is taken; linked records are material samples",
    ),
    dict(
        code="NHA",
        name="Natural History Association of Saint Moss",
        town="Saint Moss",
        size=7_300,
        reach=2,
        disciplines=["Biological"],
        modified="2025-12-12",
        organization="abroad",
        why="E1 with a publisher abroad, whose name is not in our list; grow",
    ),
    dict(
        code="PAZ",
        name="Port Amber Zoo and Aquarium",
        town="Port Amber",
        size=None,
        reach=3,
        disciplines=["Zoology"],
        types=["OtherInstitutionalType"],
        governance=["ForProfit"],
        coordinates=True,
        modified="2026-04-30",
        why="holds living specimens; some linked through human observations, which do not count",
    ),
    dict(
        code="XMB",
        name="Xantoria Museum of Birds",
        town="Lichen Bay",
        size=26_400,
        reach=2,
        disciplines=["Zoology"],
        types=["Museum"],
        governance=["NonProfit"],
        mailing="XU",
        coordinates=True,
        modified="2026-02-02",
        why="its mailing address is in the neighbouring country; that must not move it",
    ),
    dict(
        code="MBX",
        name="Xantoria Museum of Birds 2",
        town="Saint Moss",
        size=4_100,
        reach=2,
        disciplines=["Zoology"],
        types=["Museum"],
        modified="2024-02-02",
        why="nearly the same name as XMB, but with a number: never taken for the same",
    ),
    dict(
        code="XFAR",
        name="Harbour Museum of Distant Shores",
        town="Coral Steps",
        size=900,
        reach=1,
        disciplines=["Zoology"],
        away=True,
        modified="2023-07-07",
        why="its coordinates lie far outside the country: a wrong country, or a wrong point",
    ),
    dict(
        code="标本",
        name="Xantoria Tea Herbarium (标本)",
        town="Fernhill",
        size=2_500,
        reach=2,
        disciplines=["Biological"],
        types=["Herbarium"],
        modified="2025-09-09",
        why="letters of another alphabet in code and name; engage",
    ),
    dict(
        code="XUH",
        name="Xantorian National Herbarium Annex",
        town=None,
        country="XU",
        size=6_000,
        reach=2,
        disciplines=["Biological"],
        modified="2022-01-01",
        why="listed under the neighbouring code XU, with a name that speaks for Xantoria",
    ),
]

# collections: institution's name -> [(code, name, size, options)]
COLLECTIONS = {
    "National Museum of Xantoria": [
        (
            "NMX-MAM",
            "Mammals and birds",
            88_000,
            dict(content=["PreservedOrganisms"], preservation=["SampleDried"], taxa=True),
        ),
        (
            "NMX-INS",
            "Insects",
            255_000,
            dict(
                content=["PreservedOrganisms"],
                preservation=["SamplePinned"],
                taxa=True,
                places=True,
            ),
        ),
        (
            "NMX-FIS",
            "Fishes",
            41_000,
            dict(
                content=["PreservedOrganisms"],
                preservation=["SampleFluidPreserved"],
                taxa=True,
                own_address=False,
            ),
        ),
        (
            "NMX-FOS",
            "Fossils of the Highlands",
            21_000,
            dict(content=["Paleontological"], preservation=["StorageIndoors"]),
        ),
        ("NMX-OLD", "Study skins, dissolved 1975", 90_000, dict(active=False)),
    ],
    "University Zoology Collection, Port Amber": [
        ("PAU-INV", "Invertebrates", None, dict(preservation=["SampleFluidPreserved"])),
        ("PAU-VER", "Vertebrates", 15_000, dict(preservation=["SampleDried"], own_address=False)),
    ],
    "University Herbarium of Port Amber": [
        (
            "PAUH-V",
            "Vascular plants",
            0,
            dict(content=["PreservedOrganisms"], preservation=["SampleDried"], own_address=False),
        ),
    ],
    "Saint Moss Herbarium": [
        (
            "SMH-V",
            "Vascular plants",
            17_900,
            dict(preservation=["SampleDried"], taxa=True, places=True),
        ),
        ("SMH-B", "Mosses and lichens", 3_600, dict(preservation=["SampleDried"], taxa=True)),
    ],
    "Botanic  Gardens Trust of Fernhill": [
        ("FBG-LIV", "Living plants", None, dict(taxa=True)),
    ],
    "Lichen Bay Marine Station": [
        ("LBMS-ALG", "Algae", 6_200, dict(preservation=["SampleDried"])),
        (
            "LBMS-CRU",
            "Crustaceans",
            None,
            dict(preservation=["SampleFluidPreserved"], own_address=False),
        ),
        (
            "LBMS-PLA",
            "Plankton samples",
            None,
            dict(preservation=["SampleFluidPreserved"], places=True),
        ),
    ],
    "Xantoria Insect Society": [
        ("XIS-COL", "Beetles", 20_000, dict(preservation=["SamplePinned"])),
        (
            "XIS-PER",
            "Personal herbarium (name withheld)",
            3_000,
            dict(personal=True, preservation=["SamplePinned"]),
        ),
        ("XIS-LEP", "Butterflies and moths", None, dict(preservation=["SamplePinned"])),
    ],
    "Saint Moss Shell Cabinet": [
        ("SMSC-1", "Land snails", None, dict(content=["Exoskeletons"])),
        ("SMSC-2", "Sea shells", 0, dict(content=["Exoskeletons"])),
    ],
    "Îlot Plant Room – Île aux Herbes": [
        (
            "IAH-1",
            "Useful plants of the islet",
            1_800,
            dict(preservation=["SampleDried"], own_address=False),
        ),
    ],
    "Xantoria Palaeontological Museum": [
        ("XPM-1", "Ammonites", 12_100, dict(content=["Paleontological"])),
        ("XPM-2", "Fossil plants", 3_500, dict(content=["Paleontological"])),
    ],
    "Xantoria Gene Bank": [
        (
            "XGB-DNA",
            "DNA extracts",
            14_000,
            dict(content=["Biological"], preservation=["StorageFrozenMinus80"]),
        ),
        (
            "XGB-SEE",
            "Seeds",
            5_500,
            dict(content=["Biological"], preservation=["StorageIndoors"], abroad=True),
        ),
    ],
    "Xantoria Museum of Birds": [
        ("XMB-SK", "Skins", 20_400, dict(preservation=["SampleDried"])),
        ("XMB-EG", "Eggs", 6_000, dict(preservation=["SampleDried"])),
    ],
    "Xantoria Geological Survey": [("XGS-R", "Rocks", 80_000, dict(content=["EarthPlanetary"]))],
    None: [("STRAY", "Collection without an institution", 700, {})],
}

# specimen records linked to institutions: (institution's name, publisher, basis, count, country, issues)
PRESERVED, FOSSIL = "PRESERVED_SPECIMEN", "FOSSIL_SPECIMEN"
LIVING, SAMPLE = "LIVING_SPECIMEN", "MATERIAL_SAMPLE"
CITED, SEEN = "MATERIAL_CITATION", "HUMAN_OBSERVATION"
LINKED = [
    ("National Museum of Xantoria", "museum", PRESERVED, 182_400, "XT", ""),
    ("National Museum of Xantoria", "museum", PRESERVED, 14_900, "XU", "COLLECTION_MATCH_NONE"),
    ("National Museum of Xantoria", "museum", FOSSIL, 6_100, "XT", ""),
    ("National Museum of Xantoria", "abroad", PRESERVED, 2_250, "XT", "INSTITUTION_MATCH_FUZZY"),
    ("National Museum of Xantoria", "abroad", CITED, 3_120, "XT", ""),
    ("University Zoology Collection, Port Amber", "university", PRESERVED, 11_300, "XT", ""),
    (
        "University Zoology Collection, Port Amber",
        "university",
        PRESERVED,
        640,
        "",
        "COLLECTION_MATCH_NONE",
    ),
    ("Saint Moss Herbarium", "herbarium", PRESERVED, 20_350, "XT", ""),
    ("Botanic  Gardens Trust of Fernhill", "botanic", LIVING, 900, "XT", ""),
    (
        "Lichen Bay Marine Station",
        "marine",
        PRESERVED,
        7_850,
        "XT",
        "INSTITUTION_COLLECTION_MISMATCH",
    ),
    ("Lichen Bay Marine Station", "marine", SAMPLE, 1_200, "", ""),
    ("National Mycological Exchange", "abroad", PRESERVED, 410, "XT", "AMBIGUOUS_INSTITUTION"),
    ("Xantoria Palaeontological Museum", "abroad", FOSSIL, 19_700, "XT", ""),
    ("Xantoria Gene Bank", "university", SAMPLE, 8_800, "XT", ""),
    (
        "Natural History Association of Saint Moss",
        "abroad",
        PRESERVED,
        2_900,
        "XT",
        "DIFFERENT_OWNER_INSTITUTION",
    ),
    ("Port Amber Zoo and Aquarium", "birders", SEEN, 5_400, "XT", ""),
]
# specimen records that are not linked: (publisher, basis, count, country, code, issues)
NONE = "INSTITUTION_MATCH_NONE"
UNLINKED = [
    ("botanic", PRESERVED, 8_700, "XT", "FERNH", f"{NONE};COLLECTION_MATCH_NONE"),
    ("museum", PRESERVED, 9_300, "XT", "NatMusX", NONE),
    ("forest", PRESERVED, 4_150, "XT", "XFORO", NONE),
    ("marine", PRESERVED, 2_000, "XT", "", ""),
    ("geology", FOSSIL, 1_350, "XT", "ISRW", f"{NONE};AMBIGUOUS_COLLECTION"),
    ("university", PRESERVED, 520, "XT", "PAU", "AMBIGUOUS_INSTITUTION;COLLECTION_MATCH_FUZZY"),
    ("birders", SEEN, 260_000, "XT", "", ""),
]
# specimens collected in Xantoria and published from real countries' codes would look like facts, so the
# publishers' countries are few and the numbers plainly invented.
ELSEWHERE = [
    ("GB", 31_000),
    ("FR", 12_500),
    ("US", 9_900),
    ("DE", 7_700),
    ("PT", 4_400),
    ("BR", 1_100),
    ("ZA", 300),
]


def institutions() -> list[dict]:
    """Return institutions in the shape of the API."""
    return [institution(number, spec) for number, spec in enumerate(INSTITUTIONS)]


def institution(number: int, spec: dict) -> dict:
    """Return one institution; what is not known is absent."""
    name = spec["name"]
    slug = (spec["code"] or f"inst{number}").lower()
    record = {
        "key": key_of("institution", name),
        "code": spec["code"],
        "name": name,
        "types": spec.get("types", []),
        "active": spec.get("active", True),
        "email": [f"collections-{number}@example.org"] if spec["reach"] >= 2 else [],
        "phone": [],
        "homepage": f"https://example.org/{number}" if spec["reach"] >= 1 else None,
        "catalogUrls": [spec["catalog"]] if "catalog" in spec else [],
        "apiUrls": [],
        "institutionalGovernances": spec.get("governance", []),
        "disciplines": spec.get("disciplines", []),
        "foundingDate": spec.get("founded"),
        "numberSpecimens": spec["size"],
        "address": address(spec, number),
        "additionalNames": [],
        "createdBy": "training-generator",
        "modifiedBy": "training-generator",
        "created": CREATED,
        "modified": f"{spec['modified']}T10:00:00.000+00:00",
        "tags": [],
        "identifiers": identifiers(spec, number),
        "contactPersons": contacts(spec, number),
        "machineTags": [],
        "alternativeCodes": [{"code": "XBIRD", "description": "old code"}] if slug == "xmb" else [],
        "comments": [],
        "occurrenceMappings": [],
        "masterSource": "GBIF_REGISTRY"
        if "organization" in spec
        else spec.get("master", "GRSCICOLL"),
        "displayOnNHCPortal": True,
        "occurrenceCount": sum(count for owner, _p, _b, count, _c, _i in LINKED if owner == name),
        "typeSpecimenCount": 0,
    }
    if "organization" in spec:
        record["masterSourceMetadata"] = {
            "key": 9_000 + number,
            "source": "ORGANIZATION",
            "sourceId": key_of("organization", spec["organization"]),
            "createdBy": "training-generator",
            "created": CREATED,
        }
    if "mailing" in spec:
        record["mailingAddress"] = {
            "key": 5_000 + number,
            "city": "Quay Town",
            "country": spec["mailing"],
        }
    if spec.get("community"):
        record["description"] = (
            "Plants in use on the islet.\tAsk the islet's council first &amp; with time.\u200b"
        )
    elif "types" in spec:
        record["description"] = f"A collection in {spec['town'] or 'Xantoria'}."
    point = coordinates(spec, number)
    if point:
        record["latitude"], record["longitude"] = point
    return {name: value for name, value in record.items() if value is not None}


def address(spec: dict, number: int) -> dict:
    """Return an address; one of them holds a key and a country only."""
    town = spec.get("town")
    if town is None:
        return {"key": 1_000 + number, "country": spec.get("country", COUNTRY)}
    return {
        "key": 1_000 + number,
        "address": f"{number + 1} Museum Street",
        "city": town,
        "province": TOWNS[town][0],
        "country": spec.get("country", COUNTRY),
    }


def coordinates(spec: dict, number: int) -> tuple[float, float] | None:
    """Return a point in the town; one lies far away on purpose."""
    if spec.get("away"):
        return 12.5, 45.25
    if not spec.get("coordinates"):
        return None
    latitude, longitude = TOWNS[spec["town"]][1:]
    step = 0 if spec.get("near") else number % 5
    if spec["code"] == "CSM":
        step = 0
    return round(latitude + step * 0.035, 5), round(longitude - step * 0.045, 5)


def identifiers(spec: dict, number: int) -> list[dict]:
    """Return identifiers: visibly made-up ROR and Index Herbariorum numbers."""
    found = []
    if "ror" in spec:
        found.append(("ROR", spec["ror"]))
    if spec.get("master") == "IH":
        found.append(("IH_IRN", f"gbif:ih:irn:XT{number:04d}"))
    return [
        {"key": 7_000 + number, "type": kind, "identifier": text, "createdBy": "training-generator",
         "created": CREATED, "primary": False}
        for kind, text in found
    ]  # fmt: skip


def contacts(spec: dict, number: int) -> list[dict]:
    """Return a contact by role, never a person."""
    if spec["reach"] < 3:
        return []
    return [
        {"key": 3_000 + number, "position": ["Collection manager"], "phone": [], "fax": [],
         "email": [f"collection-manager-{number}@example.org"], "address": [], "primary": True,
         "taxonomicExpertise": [], "userIds": []}
    ]  # fmt: skip


def collections() -> list[dict]:
    """Return collections in the shape of the API."""
    owners = {spec["name"]: spec for spec in INSTITUTIONS}
    found = []
    for owner, entries in COLLECTIONS.items():
        for code, name, size, options in entries:
            spec = owners.get(owner)
            record = {
                "key": key_of("collection", code),
                "code": code,
                "name": name,
                "contentTypes": options.get("content", []),
                "active": options.get("active", True),
                "personalCollection": options.get("personal", False),
                "email": [],
                "phone": [],
                "catalogUrls": [],
                "apiUrls": [],
                "preservationTypes": options.get("preservation", []),
                "institutionKey": key_of("institution", owner) if owner else None,
                "institutionName": owner,
                "institutionCode": spec["code"] if spec else None,
                "address": collection_address(spec, options, len(found)),
                "createdBy": "training-generator",
                "modifiedBy": "training-generator",
                "created": CREATED,
                "modified": "2025-10-01T10:00:00.000+00:00",
                "tags": [],
                "identifiers": [],
                "contactPersons": [],
                "numberSpecimens": size,
                "machineTags": [],
                "taxonomicCoverage": f"{name} of the island" if options.get("taxa") else None,
                "geographicCoverage": "Xantoria and its islets" if options.get("places") else None,
                "incorporatedCollections": [],
                "alternativeCodes": [],
                "comments": [],
                "occurrenceMappings": [],
                "masterSource": "GRSCICOLL",
                "displayOnNHCPortal": True,
                "occurrenceCount": 0,
                "typeSpecimenCount": 0,
            }
            found.append({name: value for name, value in record.items() if value is not None})
    return found


def collection_address(spec: dict | None, options: dict, number: int) -> dict | None:
    """Return an address of its own, of another country, or none at all."""
    if options.get("own_address") is False:
        return None
    if options.get("abroad"):
        return {"key": 2_000 + number, "city": "Quay Town", "country": NEIGHBOUR}
    town = (spec or {}).get("town") or "Port Amber"
    return {"key": 2_000 + number, "city": town, "country": COUNTRY}


def organizations() -> list[dict]:
    """Return publishers in the shape of the API."""
    found = []
    for number, (short, (title, country, datasets, ror)) in enumerate(ORGANIZATIONS.items()):
        record = {
            "key": key_of("organization", short),
            "endorsingNodeKey": NODE["key"],
            "endorsementApproved": True,
            "endorsementStatus": "APPROVED",
            "title": title,
            "language": "eng",
            "email": [],
            "phone": [],
            "homepage": [f"https://example.org/publisher/{number}"],
            "address": [],
            "city": "Port Amber" if country == COUNTRY else "Quay Town",
            "country": country,
            "numPublishedDatasets": datasets,
            "createdBy": "training-generator",
            "modifiedBy": "training-generator",
            "created": CREATED,
            "modified": "2026-01-15T09:00:00.000+00:00",
            "contacts": [],
            "endpoints": [],
            "machineTags": [],
            "tags": [],
            "identifiers": [{"key": 8_000 + number, "type": "ROR", "identifier": ror}]
            if ror
            else [],
            "comments": [],
        }
        found.append(record)
    return found


def datasets() -> list[dict]:
    """Return each publisher's datasets."""
    found = []
    for short, (title, _country, number, _ror) in ORGANIZATIONS.items():
        for count in range(1, number + 1):
            found.append(
                {
                    "key": key_of("dataset", f"{short}-{count}"),
                    "title": f"{title}: dataset {count}",
                    "type": "OCCURRENCE",
                    "publishingOrganizationKey": key_of("organization", short),
                    "license": "http://creativecommons.org/licenses/by/4.0/legalcode",
                    "language": "eng",
                    "created": CREATED,
                    "modified": "2026-02-20T09:00:00.000+00:00",
                    "contacts": [],
                    "identifiers": [],
                    "tags": [],
                    "machineTags": [],
                    "comments": [],
                    "endpoints": [],
                }
            )
    return found


def descriptor_groups() -> list[dict]:
    """Return what descriptors say about four collections; two groups describe the same objects."""
    groups = [
        (
            1,
            "NMX-FIS",
            "Fishes by family",
            "FAMILY",
            [("Gobiidae", 9_000, []), ("Blenniidae", 6_500, [])],
        ),
        (
            2,
            "NMX-FIS",
            "Types among the fishes",
            "FAMILY",
            [("Gobiidae", 12, ["Holotype", "Paratype"])],
        ),
        (3, "SMH-B", "Lichens", "GENUS", [("Xanthoria", 800, [])]),
        (4, "XGB-DNA", "Extracts by class", "CLASS", [("Insecta", 8_300, []), ("Aves", 1_900, [])]),
    ]
    return [
        {
            "key": number,
            "title": title,
            "collectionKey": key_of("collection", code),
            "created": CREATED,
            "createdBy": "training-generator",
            "modified": CREATED,
            "modifiedBy": "training-generator",
            "tags": [],
            "descriptors": [
                {"key": number * 100 + row, "descriptorGroupKey": number, "usageName": taxon,
                 "usageRank": rank, "country": COUNTRY, "individualCount": count, "identifiedBy": [],
                 "typeStatus": types, "recordedBy": [], "issues": []}
                for row, (taxon, count, types) in enumerate(entries)
            ],
        }
        for number, code, title, rank, entries in groups
    ]  # fmt: skip


GROUP_COLUMNS = ["count", "basisOfRecord", "country", "publishingCountry", "publishingOrg", "datasetKey",
                 "institutionCode", "collectionCode", "institutionKey", "collectionKey", "issues"]  # fmt: skip


def occurrence_groups(chance: random.Random) -> list[dict]:
    """Return groups of like records, linked and not, here and elsewhere."""
    codes = {spec["name"]: spec["code"] for spec in INSTITUTIONS}
    rows = [
        group(count, basis, country, publisher, codes[owner], key_of("institution", owner), issues)
        for owner, publisher, basis, count, country, issues in LINKED
    ]
    rows += [
        group(count, basis, country, publisher, code, "", issues)
        for publisher, basis, count, country, code, issues in UNLINKED
    ]
    for code, count in ELSEWHERE:
        row = group(
            count,
            PRESERVED,
            COUNTRY,
            "abroad",
            f"{code}-M",
            key_of("institution", f"in {code}"),
            "",
        )
        far = key_of("organization", f"in {code}")
        rows.append(
            {
                **row,
                "publishingCountry": code,
                "publishingOrg": far,
                "datasetKey": key_of("dataset", far),
            }
        )
    # What other countries link among themselves: the facet holds it too, and it has to be left out.
    for number in range(40):
        far = key_of("organization", f"far {number}")
        row = group(chance.randint(50, 90_000), PRESERVED, "GB", "abroad", f"F{number}",
                    key_of("institution", f"far {number}"), "")  # fmt: skip
        rows.append(
            {
                **row,
                "publishingCountry": "GB",
                "publishingOrg": far,
                "datasetKey": key_of("dataset", far),
            }
        )
    return rows


def group(
    count: int, basis: str, country: str, publisher: str, code: str | None, key: str, issues: str
) -> dict:
    """Return one group of like records."""
    return {
        "count": count,
        "basisOfRecord": basis,
        "country": country,
        "publishingCountry": ORGANIZATIONS[publisher][1],
        "publishingOrg": key_of("organization", publisher),
        "datasetKey": key_of("dataset", f"{publisher}-1"),
        "institutionCode": code or "",
        "collectionCode": "",
        "institutionKey": key,
        "collectionKey": "",
        "issues": issues,
    }


# What was collected on the island: class -> (species, how far back decades reach, cells by weight). A cell is
# named by its south-western corner; None stands for records without coordinates.
CELLS = {"Port Amber": (-31, -25), "Lichen Bay": (-31, -27), "Fernhill": (-31, -26), "Saint Moss": (-30, -26),
         "Coral Steps": (-31, -25), "Île aux Herbes": (-32, -26), "north-east": (-30, -25)}  # fmt: skip
EVERYWHERE = {"Port Amber": 40, "Saint Moss": 20, "Fernhill": 8, "Lichen Bay": 14, "north-east": 6, "Île aux Herbes": 1,
              None: 11}  # fmt: skip
COASTS = {"Lichen Bay": 60, "Port Amber": 25, "Île aux Herbes": 3, None: 12}
CLASSES = {
    "Insecta": (90, 1900, EVERYWHERE),
    "Aves": (60, 1880, EVERYWHERE),
    "Magnoliopsida": (80, 1890, EVERYWHERE),
    "Bryopsida": (30, 1930, {"Saint Moss": 70, "Fernhill": 20, None: 10}),
    "Lecanoromycetes": (15, 1980, {"Fernhill": 100}),  # too few records to say how many are missing
    "Teleostei": (40, 1920, COASTS),
    "Malacostraca": (45, 1950, COASTS),
    "Cephalopoda": (25, 1910, {"Coral Steps": 95, None: 5}),
}
# who publishes what, in parts of a hundred; the rest of the world takes what it took in the nineteenth century
MIXES = {
    "museum": {"Insecta": 58, "Aves": 25, "Teleostei": 17},
    "university": {"Insecta": 70, "Malacostraca": 30},
    "herbarium": {"Magnoliopsida": 83, "Bryopsida": 17},
    "botanic": {"Magnoliopsida": 100},
    "marine": {"Malacostraca": 60, "Teleostei": 40},
    "forest": {"Lecanoromycetes": 2, "Magnoliopsida": 98},
    "geology": {"Cephalopoda": 100},
    "abroad": {"Cephalopoda": 70, "Aves": 30},
    None: {"Insecta": 45, "Aves": 30, "Magnoliopsida": 25},
}
SPECIMENS = (PRESERVED, FOSSIL, LIVING, SAMPLE)
LAST_DECADE = 2020


def collected(chance: random.Random, groups: list[dict]) -> Counter:
    """Say of each specimen record from the island its class, species, decade, cell and publisher's country."""
    publishers = {key_of("organization", short): short for short in ORGANIZATIONS}
    found: Counter = Counter()
    for row in groups:
        if row["basisOfRecord"] not in SPECIMENS or row["country"] != COUNTRY:
            continue
        mix = MIXES[publishers.get(row["publishingOrg"])]
        for name, part in mix.items():
            records = row["count"] * part // 100
            if name == list(mix)[-1]:
                records = row["count"] - sum(
                    row["count"] * p // 100 for p in list(mix.values())[:-1]
                )
            species, first, cells = CLASSES[name]
            # The rarest species has a fifth of a chance to be met once: so some are missing, as everywhere.
            fading = (0.2 / max(records, 1)) ** (1 / species)
            decades = [None, *range(first, LAST_DECADE + 1, 10)]
            for key in zip(
                chance.choices(
                    range(1, species + 1), [fading**k for k in range(species)], k=records
                ),
                chance.choices(
                    decades, [1, *(2 + step % 5 for step in range(len(decades) - 1))], k=records
                ),
                chance.choices(list(cells), list(cells.values()), k=records),
                strict=True,
            ):
                found[name, *key, row["publishingCountry"]] += 1
    return found


def answers(groups: list[dict], island: Counter) -> dict[str, tuple[list[str], Counter]]:
    """Return what GBIF's engine would answer to the course's questions about the island: header and counts."""
    specimens = [row for row in groups if row["basisOfRecord"] in SPECIMENS]
    none = "INSTITUTION_MATCH_NONE"
    holders, links, world = Counter(), Counter(), Counter()
    for row in specimens:
        who = (row["publishingOrg"], row["publishingCountry"], row["basisOfRecord"])
        here = "yes" if row["country"] == COUNTRY else "no"
        flagged = "yes" if none in row["issues"] else "no"
        holders[row["institutionKey"], row["collectionKey"], *who, here, flagged] += row["count"]
        world[row["institutionKey"], *who] += row["count"]
        if row["publishingCountry"] == COUNTRY and not row["institutionKey"]:
            flags = [flag for flag in (none, "AMBIGUOUS_INSTITUTION") if flag in row["issues"]]
            key = (
                row["publishingOrg"],
                row["datasetKey"],
                row["institutionCode"],
                row["collectionCode"],
            )
            links[*key, (*flags, "NO_FLAG")[0]] += row["count"]
    gaps, species = Counter(), Counter()
    for (name, number, decade, place, country), count in island.items():
        south, west = CELLS.get(place, (None, None))
        gaps[name, decade, south, west, country] += count
        species[
            name, f"XT-{name}-{number}", f"Exemplum {name.lower()}-{number:03}", south, west
        ] += count
    publisher = ["publishingorgkey", "publishingcountry", "basisofrecord"]
    return {
        "holders": (
            ["institutionkey", "collectionkey", *publisher, "collectedhere", "matchnone"],
            holders,
        ),
        "links": (
            ["publishingorgkey", "datasetkey", "institutioncode", "collectioncode", "flag"],
            links,
        ),
        "gaps": (["class", "decade", "south", "west", "publishingcountry"], gaps),
        "species": (["class", "specieskey", "species", "south", "west"], species),
        "world": (["institutionkey", *publisher], world),
    }


def write_answer(path: Path, header: list[str], counts: Counter) -> None:
    """Write an answer as GBIF sends it: a zipped table, tabs between its columns, nothing quoted."""
    rows = [[*key, count] for key, count in counts.items()]
    cells = sorted(["" if cell is None else str(cell) for cell in row] for row in rows)
    text = "".join("\t".join(row) + "\n" for row in [[*header, "records"], *cells])
    # Stored, not compressed: another version of zlib would write other bytes.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        member = zipfile.ZipInfo(path.with_suffix(".csv").name, (2026, 10, 1, 0, 0, 0))
        archive.writestr(member, text.encode())


def downloads(groups: list[dict]) -> list[dict]:
    """Return how often each publisher's datasets were downloaded, in the shape of the API.

    The newest month comes first, as GBIF gives them. The made-up day of asking is 1 October 2026, so
    September is the last whole month; the three oldest months are more than a year old, and have to
    be left out.
    """
    chance = random.Random(SEED + 1)  # of its own, so that no other file changes
    sizes: dict[str, int] = {}
    for row in groups:
        sizes[row["datasetKey"]] = sizes.get(row["datasetKey"], 0) + row["count"]
    months = [(2025, month) for month in range(7, 13)] + [(2026, month) for month in range(1, 10)]
    own = [dataset["key"] for dataset in datasets() if dataset["key"] in sizes]
    found = []
    for year, month in reversed(months):
        for key in own:
            times = round(chance.uniform(2, 8) * math.log10(sizes[key]) ** 2)
            share = chance.uniform(0.02, 0.12)
            found.append(
                {
                    "datasetKey": key,
                    "totalRecords": max(times, round(times * share * sizes[key])),
                    "numberDownloads": times,
                    "year": year,
                    "month": month,
                }
            )
    return found


def outline(chance: random.Random) -> dict:
    """Draw the island and two islets: circles that wander, in open ocean near 30 S 25 W."""
    rings = [
        coast(chance, -25.05, -30.20, 1.45, 1.02, 150),
        coast(chance, -25.97, -31.14, 0.20, 0.13, 36),
        coast(chance, -23.55, -29.45, 0.14, 0.10, 30),
    ]
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": "Xantoria (made up)"},
             "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}}
        ],
    }  # fmt: skip


def coast(
    chance: random.Random,
    west_east: float,
    south_north: float,
    width: float,
    height: float,
    points: int,
) -> list:
    """Draw a closed coastline with bays of several sizes."""
    waves = [
        (frequency, chance.uniform(0, math.tau), 0.20 / frequency**0.9)
        for frequency in (2, 3, 5, 7, 11, 17, 29)
    ]
    ring = []
    for step in range(points):
        angle = math.tau * step / points
        radius = 1 + sum(
            size * math.sin(frequency * angle + phase) for frequency, phase, size in waves
        )
        ring.append([round(west_east + width * radius * math.cos(angle), 3),
                     round(south_north + height * radius * math.sin(angle), 3)])  # fmt: skip
    return [*ring, ring[0]]


def write(folder: Path) -> None:
    """Write every file."""
    chance = random.Random(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    lines(folder / "institutions.jsonl", institutions())
    lines(folder / "collections.jsonl", collections())
    lines(folder / "organizations.jsonl", organizations())
    lines(folder / "datasets.jsonl", datasets())
    lines(folder / "nodes.jsonl", [NODE])
    lines(folder / "descriptors.jsonl", descriptor_groups())
    groups = occurrence_groups(chance)
    lines(folder / "downloads.jsonl", downloads(groups))
    with (folder / "occurrence_groups.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, GROUP_COLUMNS, lineterminator="\n")
        rows.writeheader()
        rows.writerows(groups)
    text = json.dumps(outline(chance), ensure_ascii=False) + "\n"
    (folder / "outline.geojson").write_text(text, encoding="utf-8")
    (folder / "answers").mkdir(exist_ok=True)
    island = collected(random.Random(SEED), groups)
    for name, (header, counts) in answers(groups, island).items():
        write_answer(folder / "answers" / f"{name}.zip", header, counts)


def lines(path: Path, records: list[dict]) -> None:
    """Write one JSON object a line."""
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
