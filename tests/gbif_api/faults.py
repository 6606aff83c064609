"""What can go wrong between a client and GBIF, on demand."""

import asyncio
import gzip
import json
import re
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
    # statuses
    "created": "201 with the whole answer",
    "accepted": "202 with the whole answer",
    "by-a-proxy": "203 with the whole answer",
    "reset-content": "205",
    "partial": "206 with half of the answer",
    "partial-whole": "206 with all of it",
    "moved": "301 to another path of the same host",
    "loop": "307 to where it came from",
    "nowhere": "302 to an address that is none",
    "unchanged": "304 though nobody asked whether it changed",
    "refused": "400 in plain text",
    "log-in": "401",
    "filtered": "403 with the HTML page of a filter",
    "gone": "404 in plain text",
    "proxy-password": "407",
    "timed-out": "408",
    "gone-for-good": "410",
    "too-early": "425",
    "forbidden-by-law": "451 with an HTML page",
    "error": "500 with an HTML page",
    "not-implemented": "501",
    "bad-gateway": "502 with an HTML page",
    "gateway-timeout": "504",
    "unknown-error": "520",
    "network-login": "511 with an HTML page",
    # bodies
    "nothing": "200 with no body at all",
    "null": "the word null",
    "number": "a bare number",
    "text": "a bare text",
    "empty-object": "{}",
    "empty-list": "[]",
    "other-object": "an object of somebody else's",
    "null-results": "results that are null",
    "null-row": "a row that is null",
    "html-as-json": "an HTML page that says it is JSON",
    "xml": "XML",
    "untyped": "no content type",
    "deep": "levels within levels",
    "large": "a body without end",
    "bomb": "a small body that unpacks to a large one",
    "broken-gzip": "a packed body that stops half-way",
    "no-gzip": "a body that says it is packed and is not",
    "brotli": "a body that says it is packed in a way we do not know",
    "latin-1": "bytes that are no UTF-8",
    "utf-16": "the answer in UTF-16",
    "bom": "the answer with a mark at its beginning",
    "nan": "NaN where numbers stand",
    "half-letters": "texts with half a letter and control characters",
    "long-number": "numbers of 5,000 digits",
    "short-page": "a row too few",
    "count-small": "a count too small",
    "count-text": "the count in words",
    "offset-wrong": "another page than was asked for",
    "end-wrong": "an end that is none",
    "facets-gone": "no facets",
    "facet-other": "another facet than was asked for",
    "no-keys": "keys under another name",
}
READABLE = frozenset({"slow", "row-added", "row-removed", "by-a-proxy", "utf-16", "bom"})
"""Faults after which the answer is still right."""
LARGE = 60_000_000


@dataclass
class Fault:
    """A fault for the next ``times`` requests whose path ends so."""

    name: str
    times: int = 1
    path: str = ""
    retry_after: str = "0"
    skip: int = 0

    def fits(self, path):
        """Tell whether the fault is due for this path."""
        if self.times <= 0 or not path.endswith(self.path):
            return False
        if self.skip:
            self.skip -= 1
            return False
        return True


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
    if fault.name in STATUSES:
        status, kind, headers = STATUSES[fault.name]
        words = {"json": body, "half": body[: len(body) // 2], "text": b"no", "none": b"",
                 "html": b"<html><body>Please log in</body></html>"}[kind]  # fmt: skip
        types = {"json": "application/json", "half": "application/json", "html": "text/html"}
        return Response(words, status, headers, types.get(kind, "text/plain"))
    if fault.name in BODIES:
        words, headers = BODIES[fault.name](body)
        return Response(words, 200, {"content-type": "application/json", **headers})
    if fault.name in CHANGES:
        return Response(
            json.dumps(CHANGES[fault.name](json.loads(body))).encode(), 200, json_header
        )
    raise ValueError(fault.name)


def _as_json(value):
    return lambda body: (json.dumps(value).encode(), {})


STATUSES = {
    "created": (201, "json", {}),
    "accepted": (202, "json", {}),
    "by-a-proxy": (203, "json", {}),
    "reset-content": (205, "none", {}),
    "partial": (206, "half", {}),
    "partial-whole": (206, "json", {}),
    "moved": (301, "none", {"location": "/v2/elsewhere"}),
    "loop": (307, "none", {"location": ""}),
    "nowhere": (302, "none", {"location": "http://["}),
    "unchanged": (304, "none", {}),
    "refused": (400, "text", {}),
    "log-in": (401, "text", {"www-authenticate": "Basic"}),
    "filtered": (403, "html", {}),
    "gone": (404, "text", {}),
    "proxy-password": (407, "text", {"proxy-authenticate": "Basic"}),
    "timed-out": (408, "text", {}),
    "gone-for-good": (410, "text", {}),
    "too-early": (425, "text", {}),
    "forbidden-by-law": (451, "html", {}),
    "error": (500, "html", {}),
    "not-implemented": (501, "text", {}),
    "bad-gateway": (502, "html", {}),
    "gateway-timeout": (504, "text", {}),
    "unknown-error": (520, "text", {}),
    "network-login": (511, "html", {}),
}
BODIES = {
    "nothing": lambda body: (b"", {}),
    "null": _as_json(None),
    "number": _as_json(7),
    "text": _as_json("please wait"),
    "empty-object": _as_json({}),
    "empty-list": _as_json([]),
    "other-object": _as_json({"status": "ok", "data": {"items": []}}),
    "html-as-json": lambda body: (b"<html><body>Please log in</body></html>", {}),
    "xml": lambda body: (b"<answer/>", {"content-type": "application/xml"}),
    "untyped": lambda body: (body, {"content-type": ""}),
    "deep": lambda body: (b'{"results":' + b"[" * 100_000 + b"]" * 100_000 + b"}", {}),
    "large": lambda body: (body[:-1] + b" " * LARGE + b"}", {"content-encoding": "identity"}),
    "bomb": lambda body: (gzip.compress(body[:-1] + b" " * LARGE + b"}", 1), {"content-encoding": "gzip"}),
    "broken-gzip": lambda body: (gzip.compress(body)[:-20], {"content-encoding": "gzip"}),
    "no-gzip": lambda body: (body, {"content-encoding": "gzip"}),
    "brotli": lambda body: (b"\x0b\x02\x80" + body, {"content-encoding": "br"}),
    "latin-1": lambda body: (body.replace(b'"', b'"\xe9', 1), {}),
    "utf-16": lambda body: (body.decode().encode("utf-16"), {}),
    "bom": lambda body: (b"\xef\xbb\xbf" + body, {}),
    "long-number": lambda body: (re.sub(rb": \d+", b": " + b"9" * 5_000, body), {}),
    "nan": lambda body: (re.sub(rb": \d+", b": NaN", body), {}),
    "half-letters": lambda body: (re.sub(rb'": "', rb'": "\\ud800\\u001b[2J', body), {}),
}  # fmt: skip


def _edit(change):
    def changed(answer):
        change(answer)
        return answer

    return changed


def _drop_row(answer):
    rows = (
        answer["results"] or answer["facets"][0]["counts"]
        if "facets" in answer
        else answer["results"]
    )
    if rows:
        rows.pop()


def _rename_keys(answer):
    for row in answer["results"] or [c for f in answer.get("facets", []) for c in f["counts"]]:
        row["id"] = row.pop("key", row.pop("name", None))


CHANGES = {
    "null-results": _edit(lambda answer: answer.update(results=None)),
    "null-row": _edit(lambda answer: answer["results"].append(None)),
    "short-page": _edit(_drop_row),
    "count-small": _edit(lambda answer: answer.update(count=0)),
    "count-text": _edit(lambda answer: answer.update(count="many")),
    "offset-wrong": _edit(lambda answer: answer.update(offset=1000)),
    "end-wrong": _edit(lambda answer: answer.update(endOfRecords=not answer["endOfRecords"])),
    "facets-gone": _edit(lambda answer: answer.pop("facets", None)),
    "facet-other": _edit(lambda answer: [f.update(field="YEAR") for f in answer.get("facets", [])]),
    "no-keys": _edit(_rename_keys),
}


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
