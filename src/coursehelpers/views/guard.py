"""What a call may be given: checked before anything is done, and refused in one sentence."""

import inspect
import math
from collections.abc import Callable, Mapping
from functools import cache, wraps
from types import UnionType
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin

from coursehelpers.ground.errors import BadCallError
from coursehelpers.ground.locale import _, enumeration, number

LONGEST_TEXT = 10_000
"""Characters of a text that a person types."""

_Call = ParamSpec("_Call")
_Result = TypeVar("_Result")


def guarded(verb: Callable[_Call, _Result]) -> Callable[_Call, _Result]:
    """Check the arguments of a verb by its own annotations before it is called.

    Wrong order, number, name or type of arguments, an empty text where one is needed, a text of more than
    :data:`LONGEST_TEXT` characters and a number that is none are refused with a
    :class:`~coursehelpers.ground.errors.BadCallError`, and nothing has been done.

    Examples
    --------
    >>> @guarded
    ... def place(name: str, *, power: int) -> str:
    ...     return f"{name}: {power}"
    >>> place("National Museum", power="high")
    Traceback (most recent call last):
    coursehelpers.ground.errors.BadCallError: “high” cannot be the “power” of place(); give a whole number.
    """

    @wraps(verb)
    def checked(*args: _Call.args, **kwargs: _Call.kwargs) -> _Result:
        try:
            bound = _signature(verb).bind(*args, **kwargs)
        except TypeError as error:
            raise BadCallError(
                _("{verb}() is not written like that; write {call}.").format(
                    verb=verb.__name__, call=_written(verb)
                )
            ) from error
        for name, value in bound.arguments.items():
            if name != "self":
                bound.arguments[name] = _accepted(verb, name, value)
        return verb(*bound.args, **bound.kwargs)

    return checked


@cache
def _signature(verb: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(verb)


def _wanted(verb: Callable[..., Any], parameter: inspect.Parameter) -> Any:
    """Return the annotation of a parameter; what a verb gives back may not be imported yet, and is not needed."""
    wanted = parameter.annotation
    return eval(wanted, verb.__globals__) if isinstance(wanted, str) else wanted  # noqa: S307


def _written(verb: Callable[..., Any]) -> str:
    """Write a verb as a call, with dots where the learner's own words stand."""
    written = []
    starred = False
    for name, parameter in _signature(verb).parameters.items():
        if name == "self":
            continue
        needed = parameter.default is parameter.empty
        value = "…" if needed else repr(parameter.default)
        if parameter.kind is parameter.VAR_POSITIONAL:
            written.append(_("“{name}”, …").format(name=name))
            starred = True
        elif parameter.kind is parameter.VAR_KEYWORD:
            written.append(_("name=…"))
        elif needed and not starred and parameter.kind is not parameter.KEYWORD_ONLY:
            written.append(name)
        else:
            written.append(f"{name}={value}")
    return f"{verb.__name__}({', '.join(written)})"


def _accepted(verb: Callable[..., Any], name: str, value: Any) -> Any:
    """Return an argument as the verb takes it, or refuse it."""
    from beartype.door import is_bearable

    parameter = _signature(verb).parameters[name]
    wanted = _wanted(verb, parameter)
    many: list[Any] = [value]
    if parameter.kind is parameter.VAR_POSITIONAL:
        many = list(value)
    elif parameter.kind is parameter.VAR_KEYWORD:
        many = list(value.values())
    plain = [_without_numpy(each) for each in many]
    for each in plain:
        if isinstance(each, float) and not math.isfinite(each):
            fits = False
        elif isinstance(each, bool):
            fits = wanted is bool or wanted is Any or _may_be(wanted, bool)
        else:
            # A whole number is a number, too.
            fits = is_bearable(each, wanted) or (
                type(each) is int and is_bearable(float(each), wanted)
            )
        if not fits:
            raise BadCallError(
                _("“{value}” cannot be the “{name}” of {verb}(); give {wanted}.").format(
                    value=_short(each), name=name, verb=verb.__name__, wanted=_in_words(wanted)
                )
            )
        if isinstance(each, str):
            _check_text(each, name, verb, needed=parameter.default is parameter.empty)
    if parameter.kind is parameter.VAR_POSITIONAL:
        return tuple(plain)
    if parameter.kind is parameter.VAR_KEYWORD:
        return dict(zip(value, plain, strict=True))
    return plain[0]


def _check_text(text: str, name: str, verb: Callable[..., Any], *, needed: bool) -> None:
    if needed and not text.strip():
        raise BadCallError(
            _("The “{name}” of {verb}() is empty; write something there.").format(
                name=name, verb=verb.__name__
            )
        )
    if len(text) > LONGEST_TEXT:
        raise BadCallError(
            _("The “{name}” of {verb}() has {n} characters; write at most {most}.").format(
                name=name, verb=verb.__name__, n=number(len(text)), most=number(LONGEST_TEXT)
            )
        )


def _without_numpy(value: Any) -> Any:
    """Take a number out of a table for the number that it is."""
    return value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") else value


def _may_be(wanted: Any, kind: type) -> bool:
    return kind in get_args(wanted)


def _short(value: Any) -> str:
    try:
        text = value if isinstance(value, str) else repr(value)
    except Exception:  # whatever a stranger's object does when it is looked at
        text = type(value).__name__
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"


def _in_words(wanted: Any) -> str:
    """Say what a parameter takes, by its annotation."""
    origin = get_origin(wanted)
    if origin is Literal:
        return _("one of {choices}").format(choices=enumeration(f'"{c}"' for c in get_args(wanted)))
    if origin in (Union, UnionType):
        words = [_in_words(part) for part in get_args(wanted) if part is not type(None)]
        return _(" or ").join(dict.fromkeys(words))
    known = {
        str: _("a text in quotation marks"),
        int: _("a whole number"),
        float: _("a number"),
        bool: _("True or False"),
    }
    if wanted in known:
        return known[wanted]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _("pairs in braces, such as {example}").format(example="{1: (4, 2)}")
    if origin is not None:
        return _("a list in square brackets")
    name = getattr(wanted, "__name__", str(wanted))
    return (
        _("the name of a file in quotation marks")
        if name == "Path"
        else _("what {name} stands for").format(
            name=f"course.{name.removesuffix('View').casefold()}()"
        )
    )
