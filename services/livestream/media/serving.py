"""Playlists, segments and recordings at addresses that nobody can guess before they are told.

A test picture is at an address of its own, told to staff only. What is on the air is served while
it runs; after the end nothing is, until the recording is released.
"""

import re
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response, StreamingResponse

from services._web.faults import NotFound
from services._web.http import running
from services.livestream.equipment import Equipment, equipment
from services.livestream.media import kept
from services.livestream.media.files import film_path, recording_path, segment_path
from services.livestream.media.playlist import MEDIA_TYPE
from services.livestream.media.rows import Ingest
from services.livestream.media.video import Video

MEDIA = "/live/media"
_LAST_LOOK = timedelta(minutes=1)
"""After the end, in which players that lag behind come to it."""
_RANGE = re.compile(r"bytes=([0-9]{1,18})-([0-9]{0,18})")
_A_WHILE = "public, max-age=300, immutable"
"""A segment never changes; a copy of it may outlive its recording by so little."""
_SOON_OTHER = "max-age=1"
_PRIVATE = "no-store"
_LOCKED = {"Cross-Origin-Resource-Policy": "same-origin"}

Address = Annotated[str, Path(pattern=r"^[\w-]{22}$")]
Number = Annotated[int, Path(ge=0, lt=2**31)]
Mine = Annotated[Equipment, Depends(equipment)]
router = APIRouter(include_in_schema=False)


@router.get(MEDIA + "/{address}/index.m3u8")
async def show_playlist(request: Request, address: Address, mine: Mine) -> Response:
    """What to play now."""
    row, _ = await _find(request, mine, address)
    test = address == row.preview
    text = await mine.lists.of(running(request).pool, row, test=test)
    caching = _PRIVATE if test else _SOON_OTHER
    return Response(text, media_type=MEDIA_TYPE, headers=_LOCKED | {"Cache-Control": caching})


@router.get(MEDIA + "/{address}/{number}.ts")
async def show_segment(request: Request, address: Address, number: Number, mine: Mine) -> Response:
    """One segment, which never changes."""
    row, video = await _find(request, mine, address)
    test = address == row.preview
    found = await kept.segment(running(request).pool, row.key, number, aired=not test)
    opened = found and await video.recordings.open(segment_path(row.address, found.sha256))
    if not opened:
        raise NotFound("no_segment", "没有这段画面。")
    size, pieces = opened
    caching = _PRIVATE if test else _A_WHILE
    headers = _LOCKED | {"Cache-Control": caching, "Content-Length": str(size)}
    return StreamingResponse(pieces, 200, headers, "video/mp2t")


@router.get(MEDIA + "/{address}/recording.mp4")
async def show_recording(request: Request, address: Address, mine: Mine) -> Response:
    """The whole recording as one file, or the part of it that a player asks for."""
    row, video = await _find(request, mine, address)
    there = row.released_at is not None and row.joined_at is not None and address == row.address
    return await _file(request, video, recording_path(row.address), "no-cache", there=there)


@router.get(MEDIA + "/{address}/film.mp4")
async def show_film(request: Request, address: Address, mine: Mine) -> Response:
    """The film before it is shown, for those who were told the address of the test picture."""
    row, video = await _find(request, mine, address)
    there = address == row.preview and row.shows_film
    return await _file(request, video, film_path(row.address), _PRIVATE, there=there)


async def _file(
    request: Request, video: Video, path: str, caching: str, *, there: bool
) -> Response:
    """A whole file, or the part of it that a player asks for."""
    size = await video.recordings.size(path) if there else None
    if size is None:
        raise NotFound("no_recording", "没有公开的录像。")
    headers = _LOCKED | {"Accept-Ranges": "bytes", "Cache-Control": caching}
    start, end, status = 0, size, 200
    if asked := _RANGE.fullmatch(request.headers.get("range", "")):
        start, status = int(asked[1]), 206
        end = min(size, int(asked[2]) + 1) if asked[2] else size
        if start >= end:
            return Response(status_code=416, headers={"Content-Range": f"bytes */{size}"})
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    return StreamingResponse(video.recordings.part(path, start, end), status, headers, "video/mp4")


async def _find(request: Request, mine: Equipment, address: str) -> tuple[Ingest, Video]:
    """Whose address it is, while anything may be seen there."""
    row = await mine.lists.at(running(request).pool, address)
    if row is None or mine.video is None or not _open(row, address, running(request).clock.now()):
        raise NotFound("no_address", "没有这个地址。")
    return row, mine.video


def _open(row: Ingest, address: str, now: datetime) -> bool:
    if row.deleted_at is not None:
        return False
    if address == row.preview:
        return row.closed_at is None
    if row.finished_at is None or row.released_at is not None:
        return row.air_from is not None
    return row.air_from is not None and now < row.finished_at + _LAST_LOOK
