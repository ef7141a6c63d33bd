"""A form whose file is read while it arrives: its fields first, then one file, in pieces.

Nothing of a file is kept here: who may send it is known from the fields before its first byte is
asked for.
"""

from collections import deque
from collections.abc import AsyncIterator

from fastapi import Request
from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from services._web.faults import BadField

FIELDS = 50
_FIELD_BYTES = 16 * 1024
_HEARD_OUT = 64 * 1024 * 1024
MULTIPART = "multipart/form-data"


class Arriving:
    """A form with a file as its last field."""

    def __init__(self, request: Request) -> None:
        kind, options = parse_options_header(request.headers.get("content-type"))
        if kind != MULTIPART.encode() or not options.get(b"boundary"):
            raise _unreadable()
        self.file_name = ""
        self._body = aiter(request.stream())
        self._pieces: deque[bytes] = deque()
        self._fields: list[tuple[str, str]] = []
        self._header, self._headers = [b"", b""], dict[bytes, bytes]()
        self._name, self._value, self._in_file, self._ended = "", bytearray(), False, False
        self._parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": self._begin,
                "on_header_field": self._on_field,
                "on_header_value": self._on_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
        )

    async def fields(self) -> list[tuple[str, str]]:
        """The fields that stand before the file, or all of them where there is none."""
        while not self._in_file and not self._ended:
            await self._read()
        return self._fields

    async def pieces(self) -> AsyncIterator[bytes]:
        """The file, piece by piece; raises where the connection is cut."""
        while self._pieces or not self._ended:
            while self._pieces:
                yield self._pieces.popleft()
            if not self._ended:
                await self._read()

    async def hear_out(self) -> None:
        """Pass over what is left, within reason: who is cut off does not read why."""
        heard = 0
        async for piece in self.pieces():
            heard += len(piece)
            if heard > _HEARD_OUT:
                return

    async def _read(self) -> None:
        """Read on; a body that ends before the form does is a cut one."""
        try:
            self._parser.write(await anext(self._body))
        except (StopAsyncIteration, ClientDisconnect, MultipartParseError) as error:
            raise _unreadable() from error

    def _begin(self) -> None:
        if self._in_file or len(self._fields) >= FIELDS:
            raise _unreadable()  # the file is the last field, and the only file
        self._headers, self._value = {}, bytearray()

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._header[0] += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1] += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._header[0].lower()] = self._header[1]
        self._header = [b"", b""]

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" in options:
            self._in_file = True
            self.file_name = options[b"filename"].decode("utf-8", "replace")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._pieces.append(bytes(data[start:end]))
        elif len(self._value) + end - start > _FIELD_BYTES:
            raise _unreadable()
        else:
            self._value += data[start:end]

    def _part_end(self) -> None:
        if not self._in_file:
            self._fields.append((self._name, self._value.decode("utf-8", "replace")))

    def _end(self) -> None:
        self._ended = True


def _unreadable() -> BadField:
    return BadField("form", f"{MULTIPART}, its file last", "表单内容无法读取。")
