"""Python runs this first where its folder is on PYTHONPATH: every host that is asked for is written down.

Hooks of this kind cannot be taken off again, and see every library that speaks through Python's sockets.
"""

import os
import sys

_LOG = os.environ.get("COURSE_TEST_HOSTS")


def _watch(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    with open(_LOG, "a", encoding="utf-8") as log:  # noqa: PTH123 - pathlib is not there yet
        log.write(f"{host or 'localhost'}\n")


if _LOG:
    sys.addaudithook(_watch)
