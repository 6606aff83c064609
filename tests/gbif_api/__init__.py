"""A local GBIF API on 127.0.0.1 that behaves as the real one does, for tests and benchmarks.

It shares no code with the course's client: it reads parameters, filters, pages and counts on its own.
"""

from tests.gbif_api.faults import Fault
from tests.gbif_api.pygbif_at import pygbif_at
from tests.gbif_api.server import GbifServer, Request
from tests.gbif_api.world import World

__all__ = ["Fault", "GbifServer", "Request", "World", "pygbif_at"]
