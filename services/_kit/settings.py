"""What a process is told from outside: environment variables that begin with ``MINSHENG_``."""

from ipaddress import ip_address
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def is_loopback(host: str) -> bool:
    """Whether only this machine can come in there."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Settings(BaseSettings):
    """One service's settings; each process gets values of its own."""

    model_config = SettingsConfigDict(env_prefix="MINSHENG_", frozen=True, extra="ignore")

    database_url: str
    nats_url: str  # of a cluster: all of its servers, with commas between
    nats_replicas: int = Field(default=1, ge=1, le=5)
    nats_seed_file: Path | None = None
    token_keys_file: Path
    clock_file: Path | None = None
    listen: str = Field(default="127.0.0.1:8000", pattern=r"^.+:\d+$")
    epoch: int | None = Field(default=None, ge=1, le=9)
    log_level: str = "INFO"
    static_dir: Path | None = None
    behind_tls: bool = False
    """Whether what is reached beyond this machine comes through something that ends TLS."""

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        if not self.behind_tls and not is_loopback(self.address[0]):
            raise ValueError(
                f"MINSHENG_LISTEN={self.listen} would carry tokens and personal data in the clear:"
                " listen on loopback, or say MINSHENG_BEHIND_TLS=true where TLS ends before it"
            )
        return self

    @property
    def files(self) -> Path | None:
        """The folder in which the service keeps files; nothing where it keeps none on a disk."""
        return None

    @property
    def address(self) -> tuple[str, int]:
        """Where to listen: host and port."""
        host, _, port = self.listen.rpartition(":")
        return host, int(port)
