"""Serve the local GBIF API from the command line.

python -m tests.gbif_api --seed training|FOLDER [--port 8901] [--latency 0.05] [--fault NAME]
"""

import argparse

from tests.gbif_api import GbifServer, World
from tests.gbif_api.faults import FAULTS

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--seed", default="training")
parser.add_argument("--port", type=int, default=8901)
parser.add_argument("--latency", type=float, default=0.0)
parser.add_argument("--fault", choices=FAULTS)
asked = parser.parse_args()

world = World.training() if asked.seed == "training" else World.from_folder(asked.seed)
with GbifServer(world, asked.latency, asked.port) as server:
    if asked.fault:
        server.fail(asked.fault, times=1_000_000_000)
    print(server.url, flush=True)
    server.wait()
