"""Hand in over the room's network: a learner's side."""

import secrets
import time
from urllib.parse import urlsplit

import requests

from coursehelpers.classroom.inbox import LEARNER
from coursehelpers.ground.errors import BadCallError, CourseError
from coursehelpers.ground.locale import _
from coursehelpers.ground.settings import Settings, read_settings
from coursehelpers.stakeholders.group import Shared
from coursehelpers.workbook.home import change_mark, read_mark

PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds between two tries: a room's server that fell over is back by then."""
_SECONDS = 10


def hand_in(shared: Shared, address: str, code: str, settings: Settings | None = None) -> str:
    """Send what a learner shares to the room's computer; a later one takes the place of an earlier one.

    Parameters
    ----------
    shared : Shared
        Kinds, power and interest; nothing else leaves.
    address : str
        As it stands on the wall, such as ``"192.168.1.5:8000"``.
    code : str
        As it stands on the wall.
    settings : Settings, optional

    Returns
    -------
    str
        What the room says.

    Raises
    ------
    BadCallError
        If the address is none.
    CourseError
        If the room cannot be reached or did not take it: with its reason.
    """
    settings = settings or read_settings()
    where = _hand_in_page(address)
    for pause in (*PAUSES, None):
        with requests.Session() as session:
            # The room is next door: a proxy for the internet is not on the way.
            session.trust_env = False
            try:
                answer = session.post(
                    where,
                    data=shared.model_dump_json().encode(),
                    headers={
                        "Content-Type": "application/json",
                        "X-Course-Code": code.strip().upper().encode("ascii", "replace"),
                        "X-Course-Learner": learner_number(settings),
                    },
                    timeout=_SECONDS,
                    allow_redirects=False,
                )
                said = str(answer.json()["said"])
            except (requests.RequestException, ValueError, KeyError, TypeError) as error:
                if pause is None:
                    raise CourseError(
                        _(
                            "The room cannot be reached at {address}; look at the wall again, or give your trainer the "
                            "file that you saved."
                        ).format(address=address)
                    ) from error
            else:
                if answer.ok:
                    return said
                if answer.status_code != requests.codes.service_unavailable or pause is None:
                    raise CourseError(said)
        time.sleep(pause)
    raise AssertionError("the last try returns or raises")


def _hand_in_page(address: str) -> str:
    text = address.strip()
    try:
        told = urlsplit(text if "//" in text else f"http://{text}")
    except ValueError:
        told = urlsplit("")
    if told.scheme not in ("http", "https") or not told.netloc or "@" in told.netloc:
        raise BadCallError(
            _("“{address}” is no address of a room; write it as it stands on the wall.").format(
                address=address
            )
        )
    return f"{told.scheme}://{told.netloc}/hand-in"


def learner_number(settings: Settings) -> str:
    """Return the number by which a room knows this learner's files; it says nothing about them.

    Drawn once, and kept in the learner's folder.
    """
    number = str(read_mark(settings.home).get("hand_in", ""))
    if not LEARNER.fullmatch(number):
        number = secrets.token_hex(16)
        change_mark(settings.home, hand_in=number)
    return number
