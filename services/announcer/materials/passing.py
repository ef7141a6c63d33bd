"""What is done with a file while it passes: counted, hashed, and looked at piece by piece."""

import codecs
import hashlib
from collections.abc import AsyncIterator

from services.announcer.materials.kinds import TRAITS, Kind, RefusedFile, size
from services.announcer.materials.movies import Boxes
from services.announcer.materials.sniffing import ENOUGH, refuse_markup, sniff


class Words:
    """A text that arrives in pieces: UTF-8 and no markup."""

    def __init__(self) -> None:
        self._decoder, self._tail = codecs.getincrementaldecoder("utf-8")(), b""

    def feed(self, piece: bytes) -> None:
        """Go on; raises ``RefusedFile``."""
        self._decode(piece)
        seen = self._tail + piece
        refuse_markup(seen)
        self._tail = seen[-16:]

    def finish(self) -> None:
        """The text has ended."""
        self._decode(b"", final=True)

    def _decode(self, piece: bytes, *, final: bool = False) -> None:
        try:
            text = self._decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            message = "文本不是UTF-8编码，没有保存。请用“另存为”选UTF-8。"
            raise RefusedFile("wrong_type", message) from error
        if any(it < " " and it not in "\t\r\n\f" for it in text):
            raise RefusedFile("wrong_type", "文本里有不能显示的字符，可能不是文本，没有保存。")


class Passing:
    """A file that passes. ``kind`` is known from the first pieces on, the rest when it ended."""

    kind: Kind

    def __init__(self) -> None:
        self.size = 0
        self._hash, self._head = hashlib.sha256(), b""
        self._looking: Boxes | Words | None = None

    @property
    def sha256(self) -> str:
        """The hash of all that passed."""
        return self._hash.hexdigest()

    async def through(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The pieces as they may go on; raises ``RefusedFile``, maybe at the end."""
        async for piece in pieces:
            if on := self.feed(piece):
                yield on
        if rest := self.finish():
            yield rest

    def feed(self, piece: bytes) -> bytes:
        """What may go on of the file: nothing before its kind is known; raises ``RefusedFile``."""
        if self.size:
            return self._on(piece)
        self._head += piece
        return self._begin() if len(self._head) >= ENOUGH else b""

    def finish(self) -> bytes:
        """The rest of a file that has ended; raises ``RefusedFile``."""
        rest = b"" if self.size else self._begin()
        if self._looking is not None:
            self._looking.finish()
        return rest

    def _begin(self) -> bytes:
        self.kind = sniff(self._head)
        if self.kind is Kind.MP4:
            self._looking = Boxes()
        elif self.kind is Kind.TEXT:
            self._looking = Words()
        return self._on(self._head)

    def _on(self, piece: bytes) -> bytes:
        self.size += len(piece)
        traits = TRAITS[self.kind]
        if self.size > traits.most:
            message = f"{traits.name}超过{size(traits.most)}，没有保存。请压缩后再传。"
            raise RefusedFile("too_large", message)
        self._hash.update(piece)
        if self._looking is not None:
            self._looking.feed(piece)
        return piece
