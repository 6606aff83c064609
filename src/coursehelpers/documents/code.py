"""An address as a picture that a telephone reads (a QR code), where there is what draws it."""

import io


def code_of(address: str) -> str:
    """Draw an address as SVG for a telephone to read; empty where segno is not installed, or there is no address.

    Examples
    --------
    >>> code_of("")
    ''
    """
    try:
        import segno
    except ImportError:
        return ""
    if not address:
        return ""
    body = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        body, kind="svg", xmldecl=False, omitsize=True, border=2, dark="#1d2b2b", light="#ffffff"
    )
    return body.getvalue().decode()


def short(address: str) -> str:
    """Write an address as one types it.

    Examples
    --------
    >>> short("https://www.gbif.org/country/KE")
    'gbif.org/country/KE'
    """
    return address.removeprefix("https://").removeprefix("www.").rstrip("/")
