"""What a page may play: which address of a session is anybody's to see, and how a browser may."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services._web.safety import SAFE
from services.livestream.media.rows import Ingest
from services.livestream.media.serving import MEDIA

POLICY = "Content-Security-Policy"
PLAYING = {POLICY: f"{SAFE[POLICY]}; media-src 'self' blob:"}
"""hls.js feeds the video element through an object of the page; nothing else may."""


@dataclass(frozen=True, slots=True)
class Playable:
    """What everybody may watch of one session."""

    playlist: str
    recording: str | None = None


def playable(row: Ingest | None, phase: str) -> Playable | None:
    """The stream while it is live, the recording once it is released, else nothing."""
    if row is None or row.deleted_at is not None or row.air_from is None:
        return None
    playlist = f"{MEDIA}/{row.address}/index.m3u8"
    if row.released_at is not None:
        return Playable(playlist, f"{MEDIA}/{row.address}/recording.mp4")
    return Playable(playlist) if phase in {"live", "interrupted"} else None


def of_streams(
    streams: Iterable[Mapping[str, Any]], ingests: Mapping[str, Ingest]
) -> dict[str, Playable]:
    """What everybody may watch, by session."""
    found = {
        each["session"]: playable(ingests.get(each["session"]), each["phase"]) for each in streams
    }
    return {session: it for session, it in found.items() if it is not None}
