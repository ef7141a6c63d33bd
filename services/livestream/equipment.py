"""What only livestream has: its vault, and those who watch."""

import asyncio
import secrets
from dataclasses import dataclass

from fastapi import Request

from services._vault.keys import KeyFile
from services._vault.vault import Vault
from services._web.changes import Changes
from services._web.http import running
from services._web.running import Running
from services.livestream.changes import public_changes
from services.livestream.keeping.inventory import INVENTORY
from services.livestream.media.lists import Lists
from services.livestream.media.video import Video, open_video
from services.livestream.settings import Settings
from services.livestream.viewers import by_minute
from services.livestream.viewers.votes_told import VotesTold
from services.livestream.viewers.words import Words


@dataclass(frozen=True, slots=True)
class Equipment:
    """The vault of this service, what viewers are told and may read, and video if there is any."""

    vault: Vault
    changes: Changes
    votes: VotesTold
    words: Words
    video: Video | None
    lists: Lists


def equip(settings: Settings) -> Equipment:
    """Open the vault; raises ``BadKeys`` when the file of keys is not one."""
    votes = VotesTold()
    vault = Vault(KeyFile(settings.vault_keys_file), INVENTORY)
    return Equipment(
        vault, public_changes(votes), votes, Words(vault), open_video(settings, vault), Lists()
    )


def equipment(request: Request) -> Equipment:
    """A dependency: what this service has."""
    found: Equipment = running(request).equipment
    return found


async def tell_viewers(service: Running) -> None:
    """Follow our own log for those who watch, and count them and their votes; without end."""
    equipped: Equipment = service.equipment
    await asyncio.gather(
        equipped.changes.run(service),
        equipped.votes.run(service, equipped.changes),
        by_minute.count(service, equipped.changes, process=secrets.token_hex(4)),
    )
