"""An MP4 is a row of boxes; a file that is not, or that tells where it was filmed, is refused."""

from services.announcer.materials.kinds import RefusedFile

_KNOWN = {
    b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"mfra", b"sidx", b"styp",
    b"uuid", b"meta", b"prft", b"emsg", b"ssix", b"pdin",
}  # fmt: skip
_PLACES = (b"\xa9xyz", b"loci", b"com.apple.quicktime.location", b"GPSLatitude")
_LONGEST = max(map(len, _PLACES)) - 1


class Boxes:
    """Walks along the boxes of a file that arrives in pieces, and keeps next to nothing of it."""

    def __init__(self) -> None:
        self._head, self._left, self._endless = bytearray(), 0, False
        self._name, self._tail, self._names = b"", b"", set[bytes]()

    def feed(self, piece: bytes) -> None:
        """Go on; raises ``RefusedFile``."""
        at = 0
        while at < len(piece):
            if self._left or self._endless:
                taken = len(piece) - at if self._endless else min(self._left, len(piece) - at)
                self._inside(piece[at : at + taken])
                self._left -= 0 if self._endless else taken
                at += taken
            else:
                wanted = (16 if self._head[:4] == b"\x00\x00\x00\x01" else 8) - len(self._head)
                self._head += piece[at : at + wanted]
                at += wanted
                self._open()

    def finish(self) -> None:
        """The file has ended; raises ``RefusedFile`` where a box has not."""
        if self._left or self._head or not {b"moov", b"mdat"} <= self._names:
            raise RefusedFile("broken", "录像不完整，没有保存。请重新导出后再传。")

    def _open(self) -> None:
        """A box begins as soon as its head is whole: length, name, and a long length if need be."""
        long = self._head[:4] == b"\x00\x00\x00\x01"
        if len(self._head) < (16 if long else 8):
            return
        head, self._head = bytes(self._head), bytearray()
        self._name, self._tail = head[4:8], b""
        length = int.from_bytes(head[8:] if long else head[:4], "big")
        self._endless = length == 0
        if self._name not in _KNOWN or (length < len(head) and not self._endless):
            raise RefusedFile("polyglot", "录像里夹有别的内容，没有保存。请重新导出为MP4。")
        self._left = 0 if self._endless else length - len(head)
        self._names.add(self._name)

    def _inside(self, piece: bytes) -> None:
        if self._name not in {b"moov", b"meta", b"uuid"}:
            return
        seen = self._tail + piece
        if any(place in seen for place in _PLACES):
            message = "录像里记有拍摄位置，没有保存。请关闭“位置信息”后重新导出。"
            raise RefusedFile("location", message)
        self._tail = seen[-_LONGEST:]
