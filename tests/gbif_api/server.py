"""The server itself: routes, gzip, a log of requests, simulated latency and faults."""

import asyncio
import json
import threading
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import Route

from tests.gbif_api import downloads, grscicoll, occurrences, registry
from tests.gbif_api.answers import Query, Refused, as_json
from tests.gbif_api.faults import Fault, spoil

COUNTRIES = json.loads((Path(__file__).parent / "countries.json").read_text(encoding="utf-8"))
ENUM_NAMES = {country["iso2"]: country["enumName"] for country in COUNTRIES}


@dataclass(frozen=True)
class Request:
    """A request that arrived."""

    path: str
    query: list
    headers: dict

    def values(self, name):
        """Return the values of a parameter."""
        return [value for key, value in self.query if key == name]


class GbifServer:
    """Serve a world on 127.0.0.1, in a thread, from ``with`` on.

    Attributes
    ----------
    url : str
    requests : list of Request
    bytes_sent : int
        Bytes of all bodies, as they went over the wire.
    """

    def __init__(self, world, latency=0.0, port=0):
        self.world, self.latency = world, latency
        self.requests, self.faults, self.bytes_sent = [], [], 0
        app = Starlette(routes=self._routes())
        app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=1)
        config = uvicorn.Config(
            self._counting(app), host="127.0.0.1", port=port, log_level="critical", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._ready = threading.Event()
        self._server.startup = self._signalling(self._server.startup)

    def _signalling(self, startup):
        async def signal(sockets=None):
            await startup(sockets)
            self._ready.set()

        return signal

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(10), "the local server did not start"
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/v1"
        return self

    def __exit__(self, *exception):
        self._server.should_exit = True
        self._thread.join(10)

    def wait(self):
        """Serve until the process is stopped."""
        self._thread.join()

    def fail(self, name, times=1, path="", retry_after="0", skip=0):
        """Spoil the next answers to paths that end so, after letting the first ones pass."""
        self.faults.append(Fault(name, times, path, retry_after, skip))

    def clear(self):
        """Forget the requests and faults so far."""
        self.requests.clear()
        self.faults.clear()
        self.bytes_sent = 0

    def _counting(self, app):
        """Count the bytes that leave."""

        async def counted(scope, receive, send):
            async def count(message):
                if message["type"] == "http.response.body":
                    self.bytes_sent += len(message.get("body", b""))
                await send(message)

            await app(scope, receive, count)

        return counted

    def _routes(self):
        w = self.world
        g, o, r = grscicoll, occurrences, registry
        routes = {
            "/enumeration/country": lambda q: as_json(COUNTRIES),
            "/organization": lambda q: r.organizations(w, q),
            "/organization/{key}": lambda q, key: r.organization(w, key),
            "/organization/{key}/publishedDataset": lambda q, key: r.published(w, key, q),
            "/dataset": lambda q: r.datasets(w, q),
            "/node": lambda q: r.nodes(w, q),
            "/node/country/{code}": lambda q, code: r.node_of_country(w, code),
            "/occurrence/search": lambda q: o.search(w, q),
            "/occurrence/count": lambda q: o.count(w, q),
            "/occurrence/counts/countries": lambda q: o.counts(w, "country", q, ENUM_NAMES),
            "/occurrence/counts/publishingCountries": lambda q: o.counts(w, "publishingCountry", q, ENUM_NAMES),
            "/occurrence/download/statistics": lambda q: downloads.statistics(w, q),
            "/occurrence/download/statistics/downloadedRecordsByDataset": lambda q: downloads.records(w, q),
            "/grscicoll/search": lambda q: g.everything(w, q),
            "/grscicoll/lookup": lambda q: g.lookup(w, q),
            "/grscicoll/collection/listForInstitution": lambda q: g.for_institutions(w, q),
            "/grscicoll/collection/{key}/descriptorGroup": lambda q, key: g.groups(w, key, q),
            "/grscicoll/collection/{key}/descriptorGroup/{group}/descriptor":
                lambda q, key, group: g.descriptors(w, group, q),
            "/vocabularies/{name}/concepts": lambda q, name: g.concepts(name, q),
        }  # fmt: skip
        for kind in ("institution", "collection"):
            base = f"/grscicoll/{kind}"
            routes |= {
                base: lambda q, kind=kind: g.listed(w, kind, q),
                f"{base}/search": lambda q, kind=kind: g.search(w, kind, q),
                f"{base}/suggest": lambda q, kind=kind: g.suggest(w, kind, q),
                f"{base}/export": lambda q, kind=kind: g.export(w, kind, q),
                f"{base}/{{key}}": lambda q, key, kind=kind: g.entry(w, kind, key),
            }
        found = [Route("/v1" + path, self._answer(answer)) for path, answer in routes.items()]
        return [*found, Route("/{rest:path}", self._answer(self._nothing))]

    @staticmethod
    def _nothing(query, rest):
        raise Refused(f"Entity not found for uri: /{rest.removeprefix('v1/')}", 404)

    def _answer(self, answer):
        async def endpoint(request):
            pairs = list(request.query_params.multi_items())
            self.requests.append(Request(request.url.path, pairs, dict(request.headers)))
            await asyncio.sleep(self.latency)
            try:
                response = answer(Query(pairs), **request.path_params)
            except Refused as refused:
                response = Response(refused.message, refused.status, media_type="text/plain")
            for fault in self.faults:
                if fault.fits(request.url.path):
                    fault.times -= 1
                    response = await spoil(fault, response, self.world)
                    break
            # A page may read every answer, whatever it is.
            response.headers["access-control-allow-origin"] = "*"
            return response

        return endpoint
