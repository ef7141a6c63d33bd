"""What a process is told from outside: environment variables that begin with ``MINSHENG_``."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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

    @property
    def address(self) -> tuple[str, int]:
        """Where to listen: host and port."""
        host, _, port = self.listen.rpartition(":")
        return host, int(port)
