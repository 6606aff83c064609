"""How an institution is called in a sentence: its article, its full stop, and whether its name speaks of the past."""

import re

from coursehelpers.ground.locale import ENGLISH, language

_OFFICES = frozenset(
    "administration agency alliance arboretum archive archives association authority bank board branch bureau "
    "cabinet center centre club collection collections commission committee company consortium corporation "
    "cryobank databank department directorate division establishment exchange expedition facility faculty "
    "federation foundation garden-institute government group herbaria herbarium inspectorate institute "
    "institution lab laboratories laboratory ministry network observatory office organisation organization "
    "panel principality program programme project refuge repository reserve secretariat section service "
    "services society station survey team union unit".split()
)
"""Nouns of an office: a name that ends in one takes the article, whatever stands before (“the Moss Commission”)."""

_LEARNING = frozenset("college polytechnic school university".split())
"""Houses that take none even behind “Royal” or “Central” if a name of their own follows (“Central Fern University”)."""

_HOUSES = _LEARNING | frozenset(
    "academy aquarium council galleries gallery garden gardens hospital library museum museums park parks trust "
    "zoo".split()
)
"""Nouns of a house: behind a name of its own such a name takes none (“Whitby Museum”, “Kew Gardens”)."""

_DIRECTIONS = frozenset("central east eastern north northern south southern west western".split())
"""Words that begin the name of a place as often as that of a house (“South Moor Museum”, “the South Australian
Museum”)."""

_KINDS = _DIRECTIONS | frozenset(
    "agricultural and animal anatomical anthropological anthropology applied aquatic archaeological arctic art "
    "arts biological biology botanic botanical botany city clinical comparative conservation crop dental "
    "ecological ecology economic educational entomological entomology environmental federal field fine fisheries "
    "fishery folk forest forestry freshwater geologic geological geology heritage historical history horticultural "
    "imperial indigenous industrial international life literary local marine maritime medical medicine "
    "metropolitan microbiological military mineralogical mining museum mycological national natural nature naval "
    "of ornithological palaeontological paleontological pathological pathology pedagogical philosophical physical "
    "plant police public regional research royal rural science sciences scientific state systematic teaching "
    "technical technological the university veterinary war wildlife women's zoological zoology".split()
)
"""Words that say of which kind a house is, and are no name of its own (“the Science Museum”)."""

_OF_A_PEOPLE = re.compile(r"african|american|european|german|\w+(ian|ean|ish|ese)", re.IGNORECASE)
"""“Australian”, “Scottish”, “Ashmolean”: words that are no name of a place."""

_NO_PEOPLE = frozenset(
    "caribbean christian midlothian ocean parish sebastian torquay vivian".split()
)
"""Names that only end as those of a people do."""

_FOREIGN = frozenset(
    "da das de del der des di do dos du e en et für i la las le les los och og und van von y".split()
)
"""Little words of other languages: an English article does not go with them."""

_LOOSE_COMMA = re.compile(r"(\s*,)+")
_TIGHT_COMMA = re.compile(r",(?=[^\W\d_])")
_ASIDE = re.compile(r"\s*(\([^)]*\)|\[[^\]]*\])")
_WHERE = re.compile(r"[,;:]|\s[-–—]\s")
"""What stands behind these says where a house is, or what it belongs to."""


def with_article(name: str) -> str:
    """Write an English name as it stands within an English sentence: with “the” where it wants one.

    Examples
    --------
    >>> with_article("National Museums of Kenya"), with_article("Egerton University")
    ('the National Museums of Kenya', 'Egerton University')
    >>> with_article("Forestry Commission"), with_article("Whitby Museum"), with_article("Science Museum")
    ('the Forestry Commission', 'Whitby Museum', 'the Science Museum')
    >>> with_article("The Field Museum"), with_article("Museu Nacional")
    ('the Field Museum', 'Museu Nacional')
    """
    name = tidied(name)
    if language() != ENGLISH:
        # Which article a name takes is said by no rule that holds for every language.
        return name
    first, _blank, rest = name.partition(" ")
    if first.casefold() == "the" and rest:
        return f"the {rest}"
    return f"the {name}" if _wants_article(name) else name


def _wants_article(name: str) -> bool:
    words = _WHERE.split(_ASIDE.sub("", name))[0].casefold().replace("&", "and").split()
    if not words:
        return False
    noun = next((at for at, word in enumerate(words[:6]) if word in _OFFICES | _HOUSES), None)
    if noun is not None and {"of", "for", "in"} & set(words[noun + 1 : noun + 6]):
        return words[noun] not in _LEARNING or all(map(_is_kind, words[:noun]))
    if _FOREIGN & set(words):
        return False
    last = words[-1]
    if last in _OFFICES:
        return True
    if last in _LEARNING:
        return len(words) > 1 and all(map(_is_kind, words[:-1]))
    if last in _HOUSES:
        return len(words) == 1 or _begins_with_kind(words)
    # A place may follow without a comma: “the Royal Botanic Garden Edinburgh”, but “National Museums Scotland”.
    return bool({"garden", "gardens"} & set(words)) and _begins_with_kind(words)


def _begins_with_kind(words: list[str]) -> bool:
    return _is_kind(words[0]) and (words[0] not in _DIRECTIONS or _is_kind(words[1]))


def _is_kind(word: str) -> bool:
    return word in _KINDS or (_OF_A_PEOPLE.fullmatch(word) is not None and word not in _NO_PEOPLE)


def tidied(name: str) -> str:
    """Write a name without what a typing hand left in it: blanks inside brackets, a full stop at the end.

    Examples
    --------
    >>> tidied("University of Technology, Paraná ( UTFPR ).")
    'University of Technology, Paraná (UTFPR)'
    >>> tidied("Geological Survey of N.S.W."), tidied("Museum of Fernhill.")
    ('Geological Survey of N.S.W.', 'Museum of Fernhill')
    """
    name = _TIGHT_COMMA.sub(", ", _LOOSE_COMMA.sub(",", " ".join(name.split())))
    name = name.replace("( ", "(").replace(" )", ")").strip(" ,;")
    return name if not name.endswith(".") or _is_short_for(name) else name.rstrip(" .,;")


_SHORT = frozenset(
    "bros cia co corp dept dr etc inc inst jr lab ltd ltda mus no sr st univ".split()
)
"""Words whose full stop says that they are cut short."""


def _is_short_for(name: str) -> bool:
    """Tell whether the full stop at the end belongs to an abbreviation such as “N.S.W.” or “Inc.”."""
    last = name.split()[-1].strip("(),;").removesuffix(".")
    return "." in last.strip(".") or len(last) == 1 or last.casefold() in _SHORT


def stopped_once(text: str) -> str:
    """Write one full stop where a name that ends in one ends a sentence.

    Examples
    --------
    >>> stopped_once("We wrote to Smith & Sons Inc.. And then …")
    'We wrote to Smith & Sons Inc. And then …'
    """
    return _TWO_STOPS.sub(".", text)


_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")

_KIND_ALONE = re.compile(
    r"(collections?|department|gallery|herbarium|institute|laboratory|museums?|school|university|université|universidad|universidade|universität|universitet|musée|museo|museu|herbier|herbário|herbario)",
    re.IGNORECASE,
)


def says_which(name: str) -> bool:
    """Tell whether a name says which house it is, and not only of what kind.

    Examples
    --------
    >>> says_which("Université"), says_which("Université de Bourgogne")
    (False, True)
    """
    return not _KIND_ALONE.fullmatch(tidied(name))


_PAST = re.compile(
    # It says so itself.
    r"^(ex|former|formerly|old)[- ](?!mill|house|town|dominion|trail|world)"
    r"|\b(defunct|destroyed|dissolved|extinct|disbanded)\b"
    r"|\b(collections? )?(transferred|moved) to\b|[(\[]now (the|at|in|part)\b|\b(closed|merged)( in \d{4})?[)\]]?$"
    # It bears the name of a state or a colony that is no more.
    r"|\b(portuguese|spanish|french|german) (guinea|east africa|west africa|south west africa)\b"
    r"|\b(belgian congo|congo belge|ruanda-urundi|rhodesia|nyasaland|bechuanaland|basutoland|upper volta|haute[- ]volta"
    r"|dahomey|british honduras|british guiana|dutch east indies|indochin[ae]|ussr|czechoslovak\w*|yugoslav\w*)\b"
    r"|u\.s\.s\.r|\b(leningrad|stalingrad)\b(?! (oblast|region|zoo))|\bkarl-marx-(stadt|universit)"
    r"|\b(l[eé]opoldville|elisabethville|stanleyville|louren[cç]o marques)\b"
    r"|\b(soviet|all-union|k(ö|oe)nigsberg|union of burma|east germany|imperial university)\b"
    r"|\bacad[eé]mie imp[eé]riale?\b",
    re.IGNORECASE,
)


def speaks_of_the_past(name: str) -> bool:
    """Tell whether a name says itself that the house is no more, or bears the name of a state that is no more.

    Examples
    --------
    >>> speaks_of_the_past("Museum of Upper Volta"), speaks_of_the_past("Moss Museum (now the Town Library)")
    (True, True)
    >>> speaks_of_the_past("Fern Institute (formerly of Moss University)"), speaks_of_the_past("Imperial College")
    (False, False)
    """
    return _PAST.search(name) is not None


def in_few_words(name: str, most: int) -> str:
    """Cut a name that is too long for a sentence where a part of it ends, or else say that it goes on.

    Parameters
    ----------
    name : str
    most : int
        Words.

    Examples
    --------
    >>> in_few_words("Fern Station of the Moss Institute, Branch of the Academy", 8)
    'Fern Station of the Moss Institute'
    >>> in_few_words("Fern Station of the Moss Institute", 3)
    'Fern Station of …'
    """
    words = name.split()
    if len(words) <= most:
        return name
    cut = " ".join(words[:most])
    ends = [end.start() for end in _WHERE.finditer(cut)]
    return cut[: ends[-1]] if ends else f"{cut} …"


_SAID_BESIDE = re.compile(r"\s*(\[[^\]]*\]|\((formerly|address|now|see)\b[^)]*\))", re.IGNORECASE)


def without_remarks(name: str) -> str:
    """Leave out what a name says beside itself: what it was called, that its address is unknown.

    Examples
    --------
    >>> without_remarks("Fern Institute (formerly of Moss University)"), without_remarks("Moss House (MH)")
    ('Fern Institute', 'Moss House (MH)')
    """
    return _SAID_BESIDE.sub("", name).strip() or name


_LIVING = re.compile(
    r"\b(culture collection|(micro|fungal|yeast|type|cell|pure) ?cultures|cell (bank|culture)|cryobank|yeast|rhizobi"
    r"|micro-?organism|microrganismo|microbial|bacteri|virus|levures|souches|micoteca|cepario"
    r"|cole\w+ de (culturas|cultivos)|collections? de cultures)",
    re.IGNORECASE,
)


def keeps_cultures(name: str) -> bool:
    """Tell whether a house keeps living cultures by its name: it counts strains.

    Examples
    --------
    >>> keeps_cultures("Fern Culture Collection"), keeps_cultures("Casa da Cultura"), keeps_cultures("Agriculture")
    (True, False, False)
    """
    return _LIVING.search(name) is not None
