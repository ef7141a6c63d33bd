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
    """What everybody may watch of one session: live, or again, also as one file if it is made."""

    playlist: str
    live: bool
    recording: str | None = None


def playable(
    ingests: Mapping[str, Ingest], streams: Iterable[Mapping[str, Any]]
) -> dict[str, Playable]:
    """What everybody may watch of the streams of an activity, by session."""
    phases = {each["session"]: each["phase"] for each in streams}
    found = {session: _playable(row, phases.get(session)) for session, row in ingests.items()}
    return {session: it for session, it in found.items() if it is not None}


def to_come(ingests: Mapping[str, Ingest]) -> set[str]:
    """The sessions of which there is a recording that nobody has released yet."""
    return {
        session
        for session, row in ingests.items()
        if row.air_from is not None and row.released_at is None and row.deleted_at is None
    }


def premieres(ingests: Mapping[str, Ingest]) -> set[str]:
    """The sessions at whose beginning a film is shown."""
    return {it.session for it in ingests.values() if it.shows_film and it.closed_at is None}


def _playable(row: Ingest, phase: str | None) -> Playable | None:
    """The stream while it is live, the recording once it is released, else nothing."""
    if row.deleted_at is not None or row.air_from is None:
        return None
    playlist = f"{MEDIA}/{row.address}/index.m3u8"
    if row.released_at is not None:
        file = f"{MEDIA}/{row.address}/recording.mp4" if row.joined_at is not None else None
        return Playable(playlist, live=False, recording=file)
    return Playable(playlist, live=True) if phase in {"live", "interrupted"} else None


def screen(session: str) -> str:
    """Where on its page a session is watched."""
    return f"screen-{session}"
