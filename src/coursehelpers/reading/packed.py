"""Zip files that somebody brings: read by the names of their members, up to a size, and never unpacked."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from coursehelpers.ground.errors import BrokenFileError

MOST_MEMBERS = 2_000
"""Entries that a zip file of ours or of an office program may have."""
_PIECE = 65_536
BAD_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,  # also a name that is no UTF-8, and a place before the beginning
    EOFError,
    NotImplementedError,  # an unknown compression
    RuntimeError,  # a password
    OSError,
    OverflowError,
    KeyError,
    AttributeError,
    TypeError,
    IndexError,
)
"""What Python's zipfile throws at files that were cut, changed or made to confuse it."""


class Packed:
    """Hold the members of a zip file, of which no more is unpacked than is allowed.

    Parameters
    ----------
    body : bytes
        The file.
    damaged : BrokenFileError
        What is raised if it is none, or damaged, or unpacks to more than is allowed.
    largest : int
        Bytes that all members that are read may have together.

    Attributes
    ----------
    names : tuple of str
    """

    def __init__(self, body: bytes, damaged: BrokenFileError, largest: int) -> None:
        self._damaged, self._left = damaged, largest
        # Each entry has this mark: a directory of millions is refused before it is read.
        if body.count(b"PK\x01\x02") > MOST_MEMBERS:
            raise damaged
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(body))
            self.names = tuple(self._archive.namelist())
        except BAD_ZIP as error:
            raise damaged from error

    def read(self, name: str, largest: int | None = None) -> bytes:
        """Read one member.

        Raises
        ------
        BrokenFileError
            The one given, if there is no such member, or it is damaged or too large.
        """
        return b"".join(self.pieces(name, largest))

    def pieces(self, name: str, largest: int | None = None) -> Iterator[bytes]:
        """Read one member piece by piece; raises as :meth:`read` does."""
        left = self._left if largest is None else min(largest, self._left)
        try:
            info = self._archive.getinfo(name)
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                # Others may ask for gigabytes of memory before the first byte.
                raise self._damaged
            with self._archive.open(info) as member:
                while piece := member.read(_PIECE):
                    left -= len(piece)
                    self._left -= len(piece)
                    if left < 0:
                        raise self._damaged
                    yield piece
        except BAD_ZIP as error:
            raise self._damaged from error
