"""What only livestream has: its vault, and those who watch."""

from dataclasses import dataclass

from fastapi import Request

from services._vault.keys import KeyFile
from services._vault.vault import Vault
from services._web.changes import Changes
from services._web.http import running
from services._web.running import Running
from services.livestream.changes import public_changes
from services.livestream.keeping.inventory import INVENTORY
from services.livestream.settings import Settings


@dataclass(frozen=True, slots=True)
class Equipment:
    """The vault of this service, and the changes that viewers are told."""

    vault: Vault
    changes: Changes


def equip(settings: Settings) -> Equipment:
    """Open the vault; raises ``BadKeys`` when the file of keys is not one."""
    return Equipment(Vault(KeyFile(settings.vault_keys_file), INVENTORY), public_changes())


def equipment(request: Request) -> Equipment:
    """A dependency: what this service has."""
    found: Equipment = running(request).equipment
    return found


async def tell_viewers(service: Running) -> None:
    """Follow our own log for those who watch; runs as long as the service."""
    equipped: Equipment = service.equipment
    await equipped.changes.run(service)
