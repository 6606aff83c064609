"""Made-up persons in every place where the real API has them, so that a test can look for them."""

from copy import deepcopy

from faker import Faker


def populate(world, seed=1):
    """Return a copy of a world full of persons, and every string that was planted.

    Parameters
    ----------
    world : World
    seed : int

    Returns
    -------
    World, set of str
    """
    peopled, planted = deepcopy(world), set()
    fake = Faker()
    fake.seed_instance(seed)

    def new(text):
        planted.add(text)
        return text

    def person():
        return new(f"{fake.first_name()}-{fake.last_name()}-{fake.random_number(6)}")

    def mail():
        return new(f"{fake.random_number(8)}.{fake.last_name().lower()}@example.org")

    def orcid():
        return new(
            "0000-0002-" + "-".join(f"{fake.random_number(4, fix_len=True)}" for _ in range(2))
        )

    def phone():
        return new(f"+47 55 {fake.random_number(6, fix_len=True)}")

    def contact():
        return {"key": 1, "firstName": person(), "lastName": person(), "position": ["Curator"], "phone": [phone()],
                "fax": [phone()], "email": [mail()], "address": [person()], "notes": person(),
                "userIds": [{"type": "ORCID", "id": orcid()}], "createdBy": person()}  # fmt: skip

    def identifier(kind, value):
        return {"key": 3, "type": kind, "identifier": value, "createdBy": person()}

    def fill(record):
        record |= {
            "createdBy": person(), "modifiedBy": person(), "email": [mail()], "phone": [phone()],
            "contactPersons": [contact()], "contacts": [contact()],
            "comments": [{"content": person(), "createdBy": person()}],
            "description": f"Ask {person()} at {mail()} or tel. {phone()}, {orcid()}", "notes": person(),
            "tags": [{"key": 1, "value": person(), "createdBy": person()}],
            "machineTags": [{"name": "contact", "value": person(), "createdBy": person()}],
            "taxonomicCoverage": f"Identified by {person()}", "additionalNames": [person()],
            "incorporatedCollections": [person()], "logoUrl": f"https://example.org/{person()}",
            "aFieldThatGbifAddsLater": {"who": person(), "list": [{"name_": person()}]},
        }  # fmt: skip
        for name in ("identifiers", "occurrenceMappings", "alternativeCodes"):
            for one in record.get(name, []):
                one["createdBy"] = person()
        record.setdefault("identifiers", []).extend(
            [identifier(kind, orcid()) for kind in ("ORCID", "RESEARCHER_ID")]
            + [
                identifier(kind, person())
                for kind in ("HUH", "ISNI", "UNKNOWN", "ROR", "WIKIDATA", "A_NEW_KIND")
            ]
            + [
                identifier(kind, f"https://example.org/{person()}")
                for kind in ("VIAF", "URL", "URI", "DOI", "HANDLER")
            ]
            + [
                identifier(
                    "GRSCICOLL_URI", f"http://grscicoll.org/institutional-collection/{person()}"
                )
            ]
        )
        page = f"http://www.example.edu/biology/~{person()}/"
        record["homepage"] = [page] if "endorsementApproved" in record else page
        record["catalogUrls"] = [
            f"https://example.org/people/{person()}",
            f"https://orcid.org/{orcid()}",
        ]
        record["apiUrls"] = [f"https://www.linkedin.com/in/{person()}"]
        record["tags"].append(person())
        record["license"] = person()
        for name in ("name", "title"):
            if name in record:
                record[name] += f" (ask {mail()}, tel. {phone()}, {orcid()})"
        record["mailingAddress"] = {
            **(record.get("mailingAddress") or {}),
            "key": 5,
            "address": f"c/o {person()}",
        }

    records = (
        peopled.institutions,
        peopled.collections,
        peopled.organizations,
        peopled.datasets,
        peopled.nodes,
    )
    for record in (one for group in records for one in group):
        fill(record)
    for collection in peopled.collections:
        if collection["personalCollection"]:
            collection["name"] = f"Herbarium of {person()}"
            collection["alternativeCodes"] = [{"code": person(), "description": person()}]
            collection["homepage"] = f"https://{person()}.example.org/"
            collection["doi"] = f"10.1234/{person()}"
            collection["department"] = collection["division"] = person()
            collection["address"] = {
                **(collection.get("address") or {}),
                "city": person(),
                "address": person(),
            }
            collection["identifiers"].append(identifier("WIKIDATA", new("Q9876543210")))
    for group in peopled.descriptor_groups:
        group |= {"createdBy": person(), "modifiedBy": person(), "description": person(),
                  "title": f"Types collected by {person()}", "tags": [person()]}  # fmt: skip
        for descriptor in group["descriptors"]:
            descriptor |= {
                "identifiedBy": [person()],
                "recordedBy": [person()],
                "verbatim": {"collector": person()},
                "biome": person(),
                "objectClassification": person(),
                "issues": [person()],
            }
    return peopled, planted
