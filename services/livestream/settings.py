"""What livestream is told from outside besides what every service is told, and its folders."""

from pathlib import Path

from pydantic import Field

from services._kit.settings import Settings as KitSettings
from services._vault import vault
from services._vault.retention import Periods
from services._web import limits

SQL = tuple(Path(it).parent / "sql" for it in (vault.__file__, limits.__file__, __file__))
TEMPLATES = Path(__file__).parent / "templates"


class Settings(Periods, KitSettings):
    """``MINSHENG_*`` variables."""

    vault_keys_file: Path

    video_folder: Path | None = None
    """A folder on this machine's disk for what is just coming in, for one replica alone; left
    out: no video comes in here, and what another replica keeps in ``recordings_url`` is shown."""
    recordings_url: str | None = None
    """Where recordings are kept, see ``services._web.stores``; left out: in ``video_folder``."""
    video_listen: str = "127.0.0.1"
    video_host: str = "127.0.0.1"
    """The name or number under which encoders reach ``video_listen``."""
    video_ports: str = Field(default="20000-20009", pattern=r"^\d{2,5}-\d{2,5}$")
    """The UDP ports, one for each session that takes in pictures at the same time."""
    video_patience: float = Field(default=10, gt=0)
    """Seconds without a picture after which a stream is interrupted."""

    video_push_inside: str = ""
    """Hosts of our own network to which pictures may be pushed on, with blanks between."""

    @property
    def ports(self) -> range:
        """The ports of ``video_ports``."""
        first, last = map(int, self.video_ports.split("-"))
        return range(first, last + 1)

    @property
    def files(self) -> Path | None:
        """Where there must be room: even what goes to a bucket comes in here."""
        return self.video_folder
