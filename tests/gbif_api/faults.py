"""What can go wrong between a client and GBIF, on demand."""

import asyncio
from dataclasses import dataclass

from starlette.responses import Response

FAULTS = {
    "busy": "429 with Retry-After",
    "busy-silent": "429 without Retry-After",
    "unavailable": "503",
    "slow": "the body comes in drops",
    "reset": "the connection breaks before any of the body is sent",
    "truncated": "the body stops half-way",
    "html": "an HTML page with status 200, as a proxy sends it",
    "broken-json": "JSON that is none",
    "empty": "204 without a body",
    "redirect": "a log-in page elsewhere",
    "row-added": "a record is added after this answer",
    "row-removed": "a record is removed after this answer",
}


@dataclass
class Fault:
    """A fault for the next ``times`` requests whose path ends so."""

    name: str
    times: int = 1
    path: str = ""
    retry_after: str = "0"

    def fits(self, path):
        """Tell whether the fault is still due for this path."""
        return self.times > 0 and path.endswith(self.path)


class Cut(Exception):
    """The connection breaks."""


async def spoil(fault, response, world):
    """Turn a good answer into what the fault says."""
    body = response.body
    json_header = {"content-type": "application/json"}
    match fault.name:
        case "busy":
            return Response("slow down", 429, {"retry-after": fault.retry_after}, "text/plain")
        case "busy-silent":
            return Response("slow down", 429, media_type="text/plain")
        case "unavailable":
            return Response("no server is available", 503, media_type="text/plain")
        case "html":
            return Response("<html><body>Please log in</body></html>", 200, media_type="text/html")
        case "broken-json":
            return Response(body[:-2], 200, json_header)
        case "empty":
            return Response(b"", 204)
        case "redirect":
            return Response(b"", 302, {"location": "http://127.0.0.1:9/login"})
        case "reset":
            return Broken(b"")
        case "truncated":
            return Broken(body[: len(body) // 2])
        case "slow":
            return Slow(body)
        case "row-added":
            newest = {**world.institutions[0], "key": "ffffffff-0000-4000-8000-000000000001", "name": "New",
                      "created": "2099-01-01T00:00:00.000+00:00"}  # fmt: skip
            world.institutions.append(newest)
            return response
        case "row-removed":
            world.institutions.remove(
                max(world.institutions, key=lambda i: (i.get("created", ""), i["key"]))
            )
            return response
    raise ValueError(fault.name)


class Broken(Response):
    """A body that stops, and a connection that breaks with it."""

    async def __call__(self, scope, receive, send):
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(b"content-type", b"application/json")]})  # fmt: skip
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        raise Cut


class Slow(Response):
    """A body that comes in drops."""

    async def __call__(self, scope, receive, send):
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(b"content-type", b"application/json")]})  # fmt: skip
        step = max(1, len(self.body) // 5)
        for start in range(0, len(self.body), step):
            await asyncio.sleep(0.02)
            await send(
                {
                    "type": "http.response.body",
                    "body": self.body[start : start + step],
                    "more_body": True,
                }
            )
        await send({"type": "http.response.body", "body": b"", "more_body": False})
