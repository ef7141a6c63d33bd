"""What registration is told from outside besides what every service is told, and its folders."""

from pathlib import Path

from pydantic import Field, HttpUrl, SecretStr

from services._kit.settings import Settings as KitSettings
from services._vault import vault

SQL = (Path(vault.__file__).parent / "sql", Path(__file__).parent / "sql")
TEMPLATES = Path(__file__).parent / "templates"


class Settings(KitSettings):
    """``MINSHENG_*`` variables. What is left out is a way of telling people that is not used."""

    vault_keys_file: Path
    signing_key_file: Path
    public_url: HttpUrl = HttpUrl("http://127.0.0.1:8080")
    """Where people reach the product: links in messages, and the origin that pages accept."""

    smtp_url: str | None = Field(default=None, pattern=r"^smtps?://")
    """``smtp://[user:password@]host:port``, upgraded to TLS where the server offers it."""
    mail_from: str | None = None
    sms_webhook_url: HttpUrl | None = None
    sms_webhook_secret: SecretStr | None = None

    oidc_issuer: HttpUrl | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
