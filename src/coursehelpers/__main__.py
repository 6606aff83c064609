"""The command line as a program: what is said when it is stopped, and what its output does to it.

Only what every start needs is imported here, so that a stop is answered in a sentence from the first moment on.
"""

import os
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

STOPPED = 130
"""Exit status of a program that was stopped by Ctrl+C: 128 and the number of the signal."""


def run() -> NoReturn:
    """Run the command line and end the process with its exit status.

    Nothing is left to the end of the interpreter, which would print a traceback where the output is full.
    """
    # Said until the catalogue of sentences is there.
    said = ["Stopped; no file was written. Run the command again when you like."].copy

    def stop(*_signal: Any) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _say(" ".join(said()))
        # Not by an exception, which a library in the middle of its work may swallow or print.
        os._exit(STOPPED)

    # A shell that runs a command in the background has it ignore this signal.
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
        signal.signal(signal.SIGINT, stop)
    _open_closed_streams()
    from coursehelpers.ground.errors import output_sentence, stopped_sentence
    from coursehelpers.ground.files import noting_files

    with noting_files() as written:

        def said() -> list[str]:
            return [stopped_sentence(written())]

        from coursehelpers.cli import main

        try:
            status = main()
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader of our output, such as “head”, has seen enough.
            pass
        except OSError as error:
            # Where the work failed on that, it has said so.
            if not status:
                _say(output_sentence(error))
                status = 1
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    _put_away_output()
    sys.exit(status)


def _open_closed_streams() -> None:
    """Lead closed streams nowhere: else the next file that is opened would take their place."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def _put_away_output() -> None:
    """Lead what could not be written nowhere, so that the interpreter does not try it once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            os.dup2(nowhere, stream.fileno())


def _say(sentence: str) -> None:
    """Write to standard error without its buffer, which may be in the middle of something."""
    begin = "\n" if os.isatty(2) else ""
    with suppress(OSError):
        os.write(2, f"{begin}{sentence}\n".encode())


if __name__ == "__main__":
    run()
