"""Strengthening support services for collections communities: ``from coursehelpers import course``."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coursehelpers import course

__all__ = ["course"]


def __getattr__(name: str) -> Any:
    """Import the course when it is asked for (PEP 562), so that importing the package costs nothing."""
    if name != "course":
        raise AttributeError(f"module 'coursehelpers' has no attribute '{name}'")
    import_module("coursehelpers.views.notebook").explain_slips()
    return import_module("coursehelpers.course")
