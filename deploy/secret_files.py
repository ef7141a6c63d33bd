"""The secrets of a deployment: a folder for each part, with what that part alone may read.

Nothing has a default, and what is there is kept: to change a secret, remove its file, make the
secrets again, and run the deploy step before the parts start anew.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from contracts.topology import SERVICES
from deploy.local import databases, keys
from deploy.local.nats_config import DEPLOY_USER, USERS, nats_config
from deploy.local.postgres import SUPERUSER
from deploy.local.stack import SIGNER, VAULTS
from services._vault.keys import generate

STEP = "prepare"  # the deploy step: it alone may change roles, tables and streams
GATEWAY = "gateway"  # empty until the operator puts a certificate there
PARTS = (*SERVICES, STEP, "nats", "postgres", GATEWAY)
NATS_SEED = "nats"
DATABASE_URL = "minsheng_database_url"  # named as a setting is, so that services read it
VAULT_KEYS = "vault.json"
JETSTREAM = Path("/var/lib/minsheng/jetstream")
_NATS_SERVERS = ("nats-0.nats", "nats-1.nats", "nats-2.nats")
# As whom the containers run: of our image, and of PostgreSQL's.
_OURS, _POSTGRES = 10001, 999


@dataclass(frozen=True, slots=True)
class SecretFiles:
    """The folder of a deployment's secrets; ``database``: host and port as services reach it."""

    folder: Path
    database: str = "postgres:5432"

    def make(self) -> None:
        """Make what is missing, and anew what follows from the rest."""
        for part in PARTS:
            (self.folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        public = {name: keys.nats_public_key(self._seed(name)) for name in USERS}
        signing = keys.public_key_set(self.folder / SIGNER).read_text(encoding="utf-8")
        for service in SERVICES:
            place, role = self.folder / service, databases.app_role(service)
            address = f"postgresql://{role}:{self.password(role)}@{self.database}/{role}"
            keys.write(place / DATABASE_URL, address)
            keys.write(place / "public.jwks", signing)
            self.password(databases.owner_role(service))
            if service in VAULTS:
                keys.once(place / VAULT_KEYS, generate)
        keys.write(self.folder / "postgres" / "username", SUPERUSER)
        keys.write(self.folder / "postgres" / "password", self.password(SUPERUSER))
        config = nats_config(4222, JETSTREAM, public)
        keys.write(self.folder / "nats" / "nats.conf", config)
        keys.write(self.folder / "nats" / "cluster.conf", self._cluster())

    @property
    def password(self) -> "partial[str]":
        """The password of a role of PostgreSQL, by its name."""
        return partial(keys.password, self.folder / STEP)

    def hand_over(self) -> None:
        """Give each folder to the account that its container runs as; only root can."""
        self.folder.chmod(0o711)  # they pass through, and list nothing
        for part in PARTS:
            owner = _POSTGRES if part == "postgres" else _OURS
            for path in (self.folder / part, *(self.folder / part).iterdir()):
                shutil.chown(path, owner, owner)

    def _seed(self, user: str) -> Path:
        part = STEP if user == DEPLOY_USER else user
        return keys.nats_seed(self.folder / part, NATS_SEED)

    def _cluster(self) -> str:
        """What three servers have besides; who knows no password cannot join them."""
        secret = keys.password(self.folder / "nats", "route")
        routes = _quoted(f"nats-route://route:{secret}@{it}:6222" for it in _NATS_SERVERS)
        return f"""\
include ./nats.conf
cluster {{
  name: minsheng
  listen: "0.0.0.0:6222"
  authorization {{ user: route, password: "{secret}" }}
  routes: [{routes}]
}}
"""


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)
