"""The press kit (媒体供稿): one text of the facts and the files, packed while it is sent."""

import zipfile
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from contracts.values import BEIJING
from services.announcer import wording
from services.announcer.materials.bundling import PURPOSES, Item
from services.announcer.queries import ActivityRow

FACTS = "活动情况.txt"


def enclosed(items: Sequence[Item]) -> list[Item]:
    """The files among the items; those of one name are numbered."""
    seen, found = {FACTS}, list[Item]()
    for it in items:
        if it.file:
            stem, _, ending = it.name.rpartition(".")
            number, name = 1, it.name
            while name in seen:
                number += 1
                name = f"{stem}（{number}）.{ending}"
            seen.add(name)
            found.append(replace(it, name=name))
    return found


def facts(row: ActivityRow, items: Sequence[Item], site: str) -> str:
    """What the media are told, from the same facts as the public: a text to write from."""
    told = [
        row.planned["title"],
        "",
        f"主办：{row.host or row.unit_name}",
        f"类别：{wording.KINDS[row.kind]}",
        f"时间：{wording.dates(row.sessions)}",
    ]
    place = wording.place(row.sessions, None)
    told += [f"地点：{place}"] if place else []
    told += [f"{it.title}：{it.text}" for it in items if it.text and not it.file]
    told += ["", "在网上："]
    told += [f"{it.title}：{site}{it.address}" for it in items if it.address]
    files = enclosed(items)
    told += ["", "随附文件：", *(f"{it.name}，{PURPOSES[it.what]}：{it.text}" for it in files)]
    return "\n".join(told if files else told[:-2]) + "\n"


async def packed(
    texts: Sequence[tuple[str, str]],
    files: Sequence[Item],
    read: Callable[[str], AsyncIterator[bytes]],
    at: datetime,
) -> AsyncIterator[bytes]:
    """A ZIP archive in pieces; of a file no more is in memory than the piece that is sent."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, text in texts:
            archive.writestr(_entry(name, at), text.encode())
        for it in files:
            with archive.open(_entry(it.name, at), "w") as entry:
                async for piece in read(it.file):
                    entry.write(piece)
                    yield sink.taken()
    yield sink.taken()


class _Sink:
    """Where the archive is written to: what was written is taken away at once."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes, /) -> int:
        self._written += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    close = flush

    def taken(self) -> bytes:
        taken, self._written = bytes(self._written), bytearray()
        return taken


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, at.astimezone(BEIJING).timetuple()[:6])
