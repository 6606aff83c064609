"""What Sphinx's extensions look up again and again is looked up once; pages are written on each processor."""

import functools
import os

import pybtex.plugin


def register(app) -> None:
    """Make the build quicker; what it writes stays the same."""
    # For each citation pybtex reads the metadata of every installed package: a fifth of the build.
    pybtex.plugin.find_plugin = functools.cache(pybtex.plugin.find_plugin)
    # Only once all is read: not every extension can read pages side by side. Jupyter Book has no option for it.
    app.connect("env-updated", _write_side_by_side)


def _write_side_by_side(app, _env) -> None:
    app.parallel = max(app.parallel, os.cpu_count() or 1)
