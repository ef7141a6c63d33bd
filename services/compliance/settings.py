"""What compliance is told from outside besides what every service is told, and its folders."""

from datetime import time
from pathlib import Path
from typing import Self

from pydantic import HttpUrl, SecretStr, model_validator

from services._kit.settings import Settings as KitSettings
from services._telling.settings import Mailing, prove_whole
from services._web.running import Running

SQL = (Path(__file__).parent / "sql",)
STATIC = Path(__file__).parent / "static"


class Settings(Mailing, KitSettings):
    """``MINSHENG_*`` variables. Without a way of telling, no unit is reminded."""

    public_url: HttpUrl = HttpUrl("http://127.0.0.1:8080")
    """Where people reach the product: links in reminders."""
    reminder_webhook_url: HttpUrl | None = None
    reminder_webhook_secret: SecretStr | None = None
    reminders_at: time = time(8, 30)
    """When the digests of a working day leave, Beijing time."""

    @model_validator(mode="after")
    def _ways_of_telling_are_whole(self) -> Self:
        """Refuse half a setting."""
        prove_whole(
            self,
            ("smtp_url", "mail_from"),
            ("reminder_webhook_url", "reminder_webhook_secret"),
        )
        return self


def settings_of(running: Running) -> Settings:
    """Compliance's own settings."""
    if not isinstance(running.settings, Settings):
        raise TypeError(running.settings)
    return running.settings
