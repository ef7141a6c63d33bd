"""What video needs besides what every service has: a disk, a store, and keys to let people in."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from services._vault.vault import Vault
from services._web.stores import open_store
from services.livestream.media.files import Recordings
from services.livestream.media.rows import Ingest, Key
from services.livestream.settings import Settings

_PASSPHRASE = 32  # hexadecimal digits: 128 bits


@dataclass(frozen=True, slots=True)
class Video:
    """``spool`` outlives the process; ``host`` is what publishers are told to send to.

    A process without a spool takes nothing in, and shows what the one that has it has kept.
    """

    spool: Path | None
    recordings: Recordings
    vault: Vault
    listen: str
    host: str
    ports: range
    patience: timedelta
    trusted: frozenset[str]

    def spool_of(self, key: Key) -> Path:
        """Where the pictures of one session come in."""
        if self.spool is None:
            raise LookupError("nothing comes in here")
        return self.spool.joinpath("takes", *key)

    @property
    def joins(self) -> Path:
        """Where recordings become one file: beside all sessions, whatever these are called."""
        if self.spool is None:
            raise LookupError("nothing is joined here")
        return self.spool / "joins"

    def passphrase(self, row: Ingest) -> str:
        """The passphrase in force: it follows from the vault's keys and is written down nowhere."""
        return self.vault.derive("ingest", f"{row.address}\n{row.key_number}").hex()[:_PASSPHRASE]

    def publishing(self, row: Ingest) -> str:
        """The whole address for an encoder."""
        return (
            f"srt://{self.host}:{row.port}?mode=caller&transtype=live&pbkeylen=16"
            f"&passphrase={self.passphrase(row)}"
        )


def open_video(settings: Settings, vault: Vault) -> Video | None:
    """What the settings say; nothing where no video comes in."""
    folder, kept_at = settings.video_folder, settings.recordings_url
    if kept_at is None:
        if folder is None:
            return None
        kept_at = (folder / "recordings").absolute().as_uri()
    return Video(
        folder / "spool" if folder is not None else None,
        Recordings(open_store(kept_at)),
        vault,
        settings.video_listen,
        settings.video_host,
        settings.ports,
        timedelta(seconds=settings.video_patience),
        frozenset(settings.video_push_inside.split()),
    )
