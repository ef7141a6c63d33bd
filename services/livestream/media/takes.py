"""What one ffmpeg writes: a folder with a list, and the segments in it that are not yet kept.

A segment is deleted here once it is kept, so whatever lies here is still to be kept.
"""

from pathlib import Path

from services.livestream.media.commands import LIST
from services.livestream.media.segments import Cut, TakeClock, cuts

_SEGMENTS = "*.ts"
_SEEN = "seen"


class Take:
    """One connection of a publisher; ``clock`` places its segments in time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock, self.until = folder, TakeClock(), 0.0
        self._cuts: dict[str, Cut] = {}
        self._read = 0  # bytes of the list

    @property
    def name(self) -> str:
        """What the origins of its segments begin with."""
        return f"{self.folder.name}/"

    def listed(self) -> list[Cut]:
        """Every segment that was closed, kept or not."""
        if self._size() > self._read:
            with (self.folder / LIST).open("rb") as file:
                file.seek(self._read)
                more, end, _ = file.read().rpartition(b"\n")
            self._read += len(more + end)
            self._cuts |= {cut.file: cut for cut in cuts((more + end).decode(errors="replace"))}
        return list(self._cuts.values())

    def closed(self, *, over: bool) -> list[tuple[Cut, bool]]:
        """What was closed and is not yet kept, and whether it is the last of the take.

        Of the last one listed that is known once something follows it, or the take is over.
        """
        lying = [file.name for file in self.lying()]
        self.listed()
        found = [(self._cuts[it], it == lying[-1]) for it in lying if it in self._cuts]
        return [(cut, last) for cut, last in found if over or not last]

    def lying(self) -> list[Path]:
        """What is not yet kept, in its order; the last may still be written."""
        return sorted(self.folder.glob(_SEGMENTS))

    def drop(self, file: str) -> None:
        """It is kept elsewhere."""
        (self.folder / file).unlink()

    def seen(self) -> Path | None:
        """A file that was written when the first picture was seen here."""
        file = self.folder / _SEEN
        return file if file.exists() else None

    def note_picture(self) -> None:
        """A picture is seen here for the first time."""
        (self.folder / _SEEN).touch()

    def grown(self) -> tuple[int, int]:
        """Another value as soon as something was written."""
        return self._size(), sum(file.stat().st_size for file in self.lying()[-1:])

    def _size(self) -> int:
        file = self.folder / LIST
        return file.stat().st_size if file.exists() else 0


def folders(spool: Path) -> list[Path]:
    """The takes of a session in the order in which they came."""
    return sorted(spool.glob("*"))


def anything_lies(spool: Path) -> bool:
    """Whether there is a picture that is not yet kept."""
    return any(spool.glob(f"*/{_SEGMENTS}"))
