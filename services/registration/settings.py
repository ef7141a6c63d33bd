"""What registration is told from outside besides what every service is told, and its folders."""

from pathlib import Path
from typing import Self

from pydantic import HttpUrl, SecretStr, model_validator

from services._kit.settings import Settings as KitSettings
from services._telling.settings import Mailing, prove_whole
from services._vault import vault
from services._vault.retention import Periods
from services._web import limits

SQL = tuple(Path(it).parent / "sql" for it in (vault.__file__, limits.__file__, __file__))
TEMPLATES = Path(__file__).parent / "templates"


class Settings(Mailing, Periods, KitSettings):
    """``MINSHENG_*`` variables. What is left out is a way of telling people that is not used."""

    vault_keys_file: Path
    signing_key_file: Path
    public_url: HttpUrl = HttpUrl("http://127.0.0.1:8080")
    """Where people reach the product: links in messages, and the origin that pages accept."""

    sms_webhook_url: HttpUrl | None = None
    sms_webhook_secret: SecretStr | None = None

    oidc_issuer: HttpUrl | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None

    @model_validator(mode="after")
    def _ways_of_telling_are_whole(self) -> Self:
        """Refuse half a setting."""
        prove_whole(self, ("smtp_url", "mail_from"), ("sms_webhook_url", "sms_webhook_secret"))
        return self
