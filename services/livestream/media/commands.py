"""What ffmpeg is asked to do. Nothing secret stands in its arguments, which everybody can read.

A passphrase comes in through standard input, as an ffconcat script of one line.
"""

from collections.abc import Sequence
from pathlib import Path

SEGMENT_SECONDS = 2
"""A segment ends at the first key frame from here on."""
LIST = "list.csv"
SEGMENT = "%06d.ts"

_QUIET = ("-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+warning")
_FROM_SCRIPT = ("-safe", "0", "-protocol_whitelist", "pipe,srt,concat", "-f", "concat")
_PROBE = ("-analyzeduration", "1000000")
"""How much of the stream is read before it is known what it is: a second."""
_UNTAKEN = "10000000"
"""Microseconds after which a platform that takes nothing any more is called again."""


def listening(port: int, passphrase: str) -> bytes:
    """The script that makes ffmpeg wait for one publisher who knows the passphrase."""
    return (
        "ffconcat version 1.0\n"
        f"file srt://127.0.0.1:{port}?mode=listener\n"
        f"option passphrase {passphrase}\n"
        "option pbkeylen 16\n"
        "option enforced_encryption 1\n"
    ).encode()


def segmenting(folder: Path, source: Sequence[str] = (*_FROM_SCRIPT, "-i", "pipe:0")) -> list[str]:
    """Cut a source into segments without touching its picture; each closed one is listed."""
    return [
        *_QUIET, *_PROBE, *source,
        "-map", "0:v:0", "-map", "0:a:0?", "-c", "copy",
        "-f", "segment", "-segment_time", str(SEGMENT_SECONDS), "-segment_format", "mpegts",
        "-segment_format_options", "mpegts_flags=initial_discontinuity:flush_packets=1",
        "-segment_list", str(folder / LIST), "-segment_list_type", "csv",
        str(folder / SEGMENT),
    ]  # fmt: skip


_NO_BURST = ("-readrate_initial_burst", "0.001")
"""Else the first half second comes at once; 0 means that, too."""
_FILM = ("-protocol_whitelist", "file", "-f", "mov")
"""A file that somebody gave us names no other file and no address."""


def playing(film: Path, at: float) -> list[str]:
    """A film as a source, from a second on, at the pace of its own pictures."""
    begin = ["-ss", f"{at:.3f}"] if at else []
    return [*begin, "-re", *_NO_BURST, *_FILM, "-i", str(film)]


def reading_through(film: Path) -> list[str]:
    """List a film from key frame to key frame; fails unless it is H.264, AAC and whole."""
    return [
        *_QUIET, "-xerror", *_FILM, "-i", str(film),
        "-map", "0:v:0", "-map", "0:a:0?", "-c", "copy",
        "-bsf:v", "h264_metadata", "-bsf:a", "aac_adtstoasc",
        "-f", "segment", "-segment_time", "0.001", "-segment_format", "mpegts", "-strftime", "1",
        "-segment_list", "pipe:1", "-segment_list_type", "csv", "-y", "/dev/null",
    ]  # fmt: skip


def pushing(source: str, address: str, named: str) -> list[str]:
    """Pass a playlist on as it plays; what the platform calls its key comes in as a preset.

    ``address`` is called, and is told that ``named`` was meant; a certificate must be its own.
    """
    return [
        *_QUIET, "-re", "-live_start_index", "-2", "-max_reload", "100000",
        "-m3u8_hold_counters", "100000", "-i", source,
        "-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", "-progress", "pipe:1",
        "-f", "flv", "-flvflags", "no_duration_filesize", "-rw_timeout", _UNTAKEN,
        "-rtmp_tcurl", named, *(["-tls_verify", "1"] if named.startswith("rtmps:") else []),
        "-fpre", "/dev/stdin", address,
    ]  # fmt: skip


def playpath(key: str) -> bytes:
    """The preset with the key of a platform."""
    return f"rtmp_playpath={key}\n".encode()


def measuring(segment: Path) -> list[str]:
    """How long a file is that nobody listed."""
    return [
        *_QUIET, "-i", str(segment), "-map", "0:v:0", "-c", "copy",
        "-f", "null", "-progress", "pipe:1", "-",
    ]  # fmt: skip


def joining(recording: Path) -> list[str]:
    """Make one MP4 of segments that come in one after the other."""
    return [
        *_QUIET, "-f", "mpegts", "-i", "pipe:0", "-map", "0", "-c", "copy",
        "-movflags", "+faststart", "-f", "mp4", "-y", str(recording),
    ]  # fmt: skip
