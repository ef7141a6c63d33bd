"""What video needs besides what every service has: a disk, a store, and keys to let people in."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from services._vault.vault import Vault
from services._web.stores import open_store
from services.livestream.media.files import Recordings
from services.livestream.media.rows import Ingest
from services.livestream.settings import Settings

_PASSPHRASE = 32  # hexadecimal digits: 128 bits


@dataclass(frozen=True, slots=True)
class Video:
    """``spool`` outlives the process; ``host`` is what publishers are told to send to."""

    spool: Path
    recordings: Recordings
    vault: Vault
    listen: str
    host: str
    ports: range
    patience: timedelta

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
    if (folder := settings.video_folder) is None:
        return None
    kept_at = settings.recordings_url or (folder / "recordings").absolute().as_uri()
    return Video(
        folder / "spool",
        Recordings(open_store(kept_at)),
        vault,
        settings.video_listen,
        settings.video_host,
        settings.ports,
        timedelta(seconds=settings.video_patience),
    )
