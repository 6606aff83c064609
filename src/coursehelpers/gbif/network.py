"""What stands between this computer and GBIF, and what to ask the people who run it.

Ministries and universities send web traffic through a proxy, open secure connections to look inside,
or show a log-in page first. Each of these looks like "no internet" to a program; here each is told
from the others, in one sentence that says what to ask for.
"""

import os
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy

from coursehelpers.ground.locale import _
from coursehelpers.ground.settings import without_login

_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Variables that name a file of trusted certificates, in the order in which they are looked at."""


class Way(NamedTuple):
    """Say how requests leave this computer.

    Attributes
    ----------
    proxy : str
        Address of the proxy without any password; empty where there is none.
    bundle : str
        File of trusted certificates that the environment names; empty for the usual ones.
    bundle_from : str
        The variable that names it.
    """

    proxy: str
    bundle: str
    bundle_from: str

    def __str__(self) -> str:
        """Return it in one sentence."""
        proxy = (
            _("Network: proxy {proxy}").format(proxy=self.proxy)
            if self.proxy
            else _("Network: no proxy")
        )
        bundle = (
            _("certificates of {file} ({variable})").format(
                file=self.bundle, variable=self.bundle_from
            )
            if self.bundle
            else _("the usual certificates")
        )
        return f"{proxy}, {bundle}."


def way_to(api_url: str) -> Way:
    """Read from the environment how a request to GBIF leaves this computer.

    Parameters
    ----------
    api_url : str

    Returns
    -------
    Way

    Examples
    --------
    >>> str(Way("http://proxy.example.org:8080", "", ""))
    'Network: proxy http://proxy.example.org:8080, the usual certificates.'
    """
    proxy = select_proxy(api_url, get_environ_proxies(api_url)) or ""
    variable = next((name for name in _BUNDLES if os.environ.get(name)), "")
    return Way(without_login(proxy), os.environ.get(variable, "") if variable else "", variable)


def explain(error: BaseException, api_url: str) -> str:
    """Say in one sentence why GBIF was not reached, and what to do next; no password is ever in it.

    Parameters
    ----------
    error : BaseException
        What requests or urllib3 raised.
    api_url : str

    Returns
    -------
    str

    Examples
    --------
    >>> sentence = explain(OSError("407 Proxy Authentication Required"), "https://api.gbif.org/v1")
    >>> "name and a password" in sentence
    True
    """
    told, way = _told(error), way_to(api_url)
    host = urlsplit(api_url).hostname or api_url
    for sign, sentence in _SIGNS:
        if sign.search(told):
            return _sentence(sentence).format(
                host=host,
                proxy=way.proxy or _("of this network"),
                bundle=way.bundle,
                variable=way.bundle_from or _BUNDLES[0],
            )
    return unreachable(api_url)


def unreachable(api_url: str) -> str:
    """Say that there is no way to GBIF, for whatever reason."""
    return _(
        "GBIF cannot be reached at {url}; check the internet connection and try again, "
        "or work with the training country: its code is XT."
    ).format(url=api_url)


def log_in_page(host: str) -> str:
    """Say that something on the way answered instead of GBIF.

    Parameters
    ----------
    host : str
        Who answered, or where it sent us; may be empty.
    """
    if host:
        return _(
            "Something between this computer and GBIF answered instead ({host}), perhaps the log-in "
            "page of a network; open a web page in your browser and log in, then try again, or ask "
            "your IT department to let this computer reach api.gbif.org."
        ).format(host=host)
    return _(
        "Something between this computer and GBIF answered instead, perhaps the log-in page of a "
        "network; open a web page in your browser and log in, then try again, or ask your IT "
        "department to let this computer reach api.gbif.org."
    )


def proxy_password(api_url: str) -> str:
    """Say that the proxy on the way to GBIF wants to know who asks."""
    return _sentence("password").format(proxy=way_to(api_url).proxy or _("of this network"))


def _told(error: BaseException) -> str:
    """Collect what an error and all that led to it say."""
    told, seen, waiting = [], set(), [error]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        told.append(f"{type(one).__name__} {one}")
        linked = (one.__cause__, one.__context__, getattr(one, "reason", None), *one.args)
        waiting.extend(other for other in linked if isinstance(other, BaseException))
    return "\n".join(told)


_SIGNS: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"\b407\b|Proxy Authentication Required"), "password"),
    (
        re.compile(r"suitable TLS CA certificate bundle|NO_CERTIFICATE_OR_CRL|load_verify_locations"
                   r"|X509.*(PEM|lib)|no start line", re.IGNORECASE),
        "bundle",
    ),
    (re.compile(r"certificate (has expired|is not yet valid)", re.IGNORECASE), "clock"),
    (re.compile(r"Hostname mismatch|doesn't match|not valid for", re.IGNORECASE), "other name"),
    (re.compile(r"CERTIFICATE_VERIFY_FAILED|self.signed certificate|UNKNOWN_CA", re.IGNORECASE), "trust"),
    (re.compile(r"InvalidProxyURL|SOCKS|Unable to determine SOCKS|Proxy URL", re.IGNORECASE), "no proxy"),
    (re.compile(r"ProxyError|Cannot connect to proxy"), "proxy"),
    (re.compile(r"SSLError|ssl\.SSL|\[SSL", re.IGNORECASE), "secure"),
]  # fmt: skip


def _sentence(kind: str) -> str:
    match kind:
        case "password":
            return _(
                "The proxy {proxy} wants a name and a password; ask your IT department for the address "
                "of a proxy that lets this computer reach api.gbif.org, and set HTTPS_PROXY to it."
            )
        case "bundle":
            return _(
                "The file of trusted certificates {bundle}, which {variable} names, is missing or is no "
                "such file; ask your IT department for its certificates as a PEM file and set "
                "{variable} to where you keep it, or leave {variable} out."
            )
        case "clock":
            return _(
                "The certificate of {host} is not valid today; check the date of this computer, and if "
                "that is right, ask your IT department whether it opens secure connections."
            )
        case "other name":
            return _(
                "The certificate that answered for {host} belongs to another name, perhaps that of a "
                "log-in page; open a web page in your browser and log in, then try again, or ask your "
                "IT department to let this computer reach {host}."
            )
        case "trust":
            return _(
                "The certificate that answered for {host} is not trusted here, as where a network opens "
                "secure connections to look inside; ask your IT department for its root certificate as "
                "a PEM file and set REQUESTS_CA_BUNDLE to where you keep it, or work with the training "
                "country: its code is XT."
            )
        case "no proxy":
            return _(
                "The address of the proxy, {proxy}, cannot be used; ask your IT department for one like "
                "http://proxy.example.org:8080 and set HTTPS_PROXY to it."
            )
        case "proxy":
            return _(
                "The proxy {proxy} does not let this computer through to GBIF; ask your IT department "
                "whether its address is right and whether it allows {host}."
            )
        case _:
            return _(
                "The secure connection to {host} was broken off, as some firewalls do; ask your IT "
                "department to let this computer reach {host}, or work with the training country: "
                "its code is XT."
            )
