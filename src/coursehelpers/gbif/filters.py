"""What may be asked of GRSciColl, checked before it is sent.

GRSciColl ignores a parameter it does not know and answers for the whole world. So a wrong name, or a
value that GBIF has since renamed, is refused here with the right one.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from coursehelpers.gbif.client import Parameter
from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import _, enumeration

_SHARED = frozenset(
    """
    q code name fuzzyName alternativeCode country gbifRegion city institutionKey active
    displayOnNHCPortal numberSpecimens occurrenceCount typeSpecimenCount identifierType identifier
    machineTagNamespace machineTagName machineTagValue masterSourceType source sourceId
    sortBy sortOrder
    """.split()
)
INSTITUTION = _SHARED | {"type", "institutionalGovernance", "discipline"}
COLLECTION = _SHARED | {"contentType", "preservationType", "accessionStatus", "personalCollection"}
COLLECTION_SEARCH = COLLECTION | frozenset(
    """
    usageKey usageName usageRank taxonKey descriptorCountry individualCount dateIdentified typeStatus
    discipline objectClassification biome biomeType issue taxonIssue checklistKey
    """.split()
)

_VOCABULARY = {
    "type": "InstitutionType",
    "institutionalGovernance": "InstitutionalGovernance",
    "discipline": "Discipline",
    "contentType": "CollectionContentType",
    "preservationType": "PreservationType",
    "accessionStatus": "AccessionStatus",
}
_MEANT = {"disciplines": "discipline", "query": "q", "search": "q", "types": "type"}
_WORDS = {
    "sortBy": ("NUMBER_SPECIMENS",),
    "sortOrder": ("ASC", "DESC"),
    "masterSourceType": ("GRSCICOLL", "GBIF_REGISTRY", "IH"),
    "source": ("DATASET", "ORGANIZATION", "IH_IRN"),
}
_RANGE = re.compile(r"\d+|(\d+|\*)\s*,\s*(\d+|\*)")
_OLD_NAME = re.compile(r"[A-Z]{2,}(_[A-Z0-9]+)*")


def checked(filters: Mapping[str, Parameter], known: Iterable[str]) -> dict[str, Parameter]:
    """Return the filters if GRSciColl will understand each of them.

    Parameters
    ----------
    filters : mapping of str to value
        Parameters in GBIF's own spelling.
    known : iterable of str
        Names that the endpoint reads: :data:`INSTITUTION`, :data:`COLLECTION` or
        :data:`COLLECTION_SEARCH`.

    Returns
    -------
    dict

    Raises
    ------
    BadCallError
        If GRSciColl would ignore or misread one.

    Examples
    --------
    >>> checked({"discipline": "Zoology"}, INSTITUTION)
    {'discipline': 'Zoology'}
    """
    names = sorted(known)
    for name, value in filters.items():
        if name not in names:
            raise BadCallError(_unknown_name(name, names))
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is not None:
                _check_value(name, str(one))
    return dict(filters)


def read_key(text: str) -> str:
    """Return a key of GRSciColl or the registry, which is always a UUID.

    Raises
    ------
    BadCallError
        If it is none.

    Examples
    --------
    >>> read_key(" 1D808B7C-1F9E-4379-9616-EDBF749ECF10 ")
    '1d808b7c-1f9e-4379-9616-edbf749ecf10'
    """
    try:
        return str(UUID(text.strip()))
    except (ValueError, AttributeError) as error:
        raise BadCallError(
            _(
                "“{text}” is no GBIF key; copy the long code of letters, digits and four dashes "
                "from the address of its page."
            ).format(text=text)
        ) from error


def _unknown_name(name: str, names: list[str]) -> str:
    if name in ("limit", "offset"):
        return _("Leave “{name}” out: all pages are read.").format(name=name)
    if name in _MEANT:
        return _(
            "GRSciColl does not know “{name}” and would leave it out; write “{meant}”."
        ).format(name=name, meant=_MEANT[name])
    return _(
        "GRSciColl does not read “{name}” here and would answer for everything; use one of: {names}."
    ).format(name=name, names=enumeration(names))


def _check_value(name: str, text: str) -> None:
    if check := _CHECKS.get(name):
        check(name, text)


def _check_concept(name: str, text: str) -> None:
    if _OLD_NAME.fullmatch(text):
        raise BadCallError(
            _(
                "“{old}” is an old name that GRSciColl no longer finds; write “{new}”, or look it up "
                'with concepts("{vocabulary}").'
            ).format(
                old=text,
                new="".join(word.capitalize() for word in text.split("_")),
                vocabulary=_VOCABULARY[name],
            )
        )


def _check_range(name: str, text: str) -> None:
    if not _RANGE.fullmatch(text):
        raise BadCallError(
            _(
                "“{text}” is no number or range for {name}; write 1000, or 1000,5000, or 1000,*."
            ).format(text=text, name=name)
        )


def _check_word(name: str, text: str) -> None:
    if text not in _WORDS[name]:
        raise BadCallError(
            _("“{text}” is no value of {name}; write one of: {words}.").format(
                text=text, name=name, words=enumeration(_WORDS[name])
            )
        )


def _check_key(name: str, text: str) -> None:
    read_key(text)


_CHECKS: dict[str, Callable[[str, str], None]] = {
    **dict.fromkeys(_VOCABULARY, _check_concept),
    **dict.fromkeys(
        ("numberSpecimens", "occurrenceCount", "typeSpecimenCount", "individualCount"), _check_range
    ),
    **dict.fromkeys(_WORDS, _check_word),
    "institutionKey": _check_key,
}
