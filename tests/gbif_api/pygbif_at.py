"""Aim pygbif at the local server, in one process, and back again."""

import sys
from contextlib import contextmanager


@contextmanager
def pygbif_at(url):
    """Aim pygbif at another address while inside; it has no setting for that.

    Its modules each hold a copy of the address, so that each of them is changed, and changed back. Nothing else in
    the process is touched: neither requests nor any environment variable.
    """
    import pygbif  # noqa: F401

    modules = [
        module
        for name, module in sys.modules.items()
        if name.startswith("pygbif") and hasattr(module, "gbif_baseurl")
    ]
    kept = [(module, module.gbif_baseurl) for module in modules]
    for module in modules:
        module.gbif_baseurl = f"{url}/"
    try:
        yield
    finally:
        for module, address in kept:
            module.gbif_baseurl = address
