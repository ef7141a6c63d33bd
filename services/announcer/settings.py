"""What the announcer is told from outside besides what every service is told, and its folders."""

from pathlib import Path
from typing import Self

from pydantic import HttpUrl, SecretStr, model_validator

from contracts.values import Line
from services._kit.settings import Settings as KitSettings
from services._telling.settings import prove_whole
from services._web.stores import folder_of

SQL = (Path(__file__).parent / "sql",)
ASSETS = "/plan/static/files"
"""Where every page of the announcer finds what it is made of."""

__all__ = ["ASSETS", "SQL", "Settings"]


class Settings(KitSettings):
    """``MINSHENG_*`` variables. What is left out is a channel that people serve by hand."""

    files_url: str
    """Where the files of materials are kept, see ``materials.keeping.open_files``."""

    public_url: HttpUrl = HttpUrl("http://127.0.0.1:8080")
    """Where people reach the product: the address at which our own pages are looked at."""

    website_webhook_url: HttpUrl | None = None
    website_webhook_secret: SecretStr | None = None
    website_name: Line = "区政府门户网站"
    media_webhook_url: HttpUrl | None = None
    media_webhook_secret: SecretStr | None = None
    media_name: Line = "区融媒体中心"

    look_at_pages: bool | None = None
    """Whether published pages are opened; left out: unless time is played."""
    trusted_pages: tuple[HttpUrl, ...] = ()
    """Origins in a private network whose pages may be opened, such as the CMS's own."""

    @property
    def files(self) -> Path | None:
        """The folder that ``files_url`` names; nothing where it names a bucket."""
        return folder_of(self.files_url)

    @model_validator(mode="after")
    def _channels_are_whole(self) -> Self:
        """Refuse half a setting."""
        prove_whole(
            self,
            ("website_webhook_url", "website_webhook_secret"),
            ("media_webhook_url", "media_webhook_secret"),
        )
        return self
