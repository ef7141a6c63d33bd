"""What only livestream has: its vault."""

from dataclasses import dataclass

from fastapi import Request

from services._vault.keys import Keys
from services._vault.vault import Vault
from services._web.http import running
from services.livestream.settings import Settings


@dataclass(frozen=True, slots=True)
class Equipment:
    """The vault of this service."""

    vault: Vault


def equip(settings: Settings) -> Equipment:
    """Open the vault; raises ``BadKeys`` when the file of keys is not one."""
    return Equipment(Vault(Keys.read(settings.vault_keys_file)))


def equipment(request: Request) -> Equipment:
    """A dependency: what this service has."""
    found: Equipment = running(request).equipment
    return found
