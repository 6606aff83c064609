"""Download statistics of the local server, in the shape of the answers recorded in March 2026."""

from tests.gbif_api.answers import as_json, page


def find(world, query):
    """Filter as the registry does: by the publisher of the dataset, and from a month on."""
    publishers = {d["key"]: d["publishingOrganizationKey"] for d in world.datasets}
    homes = {o["key"]: o.get("country", "ZZ") for o in world.organizations}
    countries, keys = (
        query.countries("publishingCountry", world.countries),
        query.uuids("publishingOrgKey"),
    )
    first, datasets = query.one("fromDate", ""), query.uuids("datasetKey")
    found = []
    for row in world.downloads:
        publisher = publishers.get(row["datasetKey"])
        fits = (
            (not countries or homes.get(publisher) in countries)
            and (not keys or publisher in keys)
            and (not datasets or row["datasetKey"] in datasets)
            and f"{row['year']}-{row['month']:02}" >= first[:7]
        )
        if fits:
            found.append(row)
    return sorted(found, key=lambda row: (-row["year"], -row["month"]))


def statistics(world, query):
    return as_json(page(find(world, query), query))


def records(world, query):
    """Add up by year and month: the years as text, the months without a leading zero."""
    years = {}
    for row in find(world, query):
        months = years.setdefault(str(row["year"]), {})
        months[str(row["month"])] = months.get(str(row["month"]), 0) + row["totalRecords"]
    return as_json(years)
