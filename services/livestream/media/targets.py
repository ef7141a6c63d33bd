"""Where pictures are pushed on to: the platforms' own addresses, whose keys are secrets."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from services._vault.vault import Vault
from services._web.outside import Lookup, look_up, public
from services.livestream.media.rows import OF, Database, Key

_LONGEST_PAUSE = 30.0
_ID = 16
_PORTS = {"rtmp": 1935, "rtmps": 443}


class Pushing(StrEnum):
    """How far a push has come."""

    WAITING = "waiting"
    PUSHING = "pushing"
    RETRYING = "retrying"
    DONE = "done"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class PushTarget:
    """One platform; ``sealed_key`` is what it gave to whoever may push there."""

    target: str
    programme: str
    activity: str
    session: str
    name: str
    address: str
    sealed_key: bytes
    state: str
    attempts: int
    since: datetime

    @property
    def key(self) -> Key:
        """Whose pictures are pushed."""
        return self.programme, self.activity, self.session


def pause(attempts: int) -> float:
    """How many seconds after so many failures the next attempt is made: 1, 2, 4, … 30."""
    return float(min(2 ** max(0, attempts - 1), _LONGEST_PAUSE))


async def add(  # noqa: PLR0913 - what a target is made of
    database: Database, vault: Vault, key: Key, *, name: str, address: str, secret: str,
    now: datetime,
) -> str:  # fmt: skip
    """Push on to one more platform; answers the target's id, the same when it is said again."""
    said = "\n".join((*key, address, secret))
    target = vault.derive("push target", said).hex()[:_ID]
    await database.execute(
        "insert into push_target (target, programme, activity, session, name, address, sealed_key,"
        " since) values ($1, $2, $3, $4, $5, $6, $7, $8)"
        " on conflict (target) do update set name = $5",
        target, *key, name, address, vault.seal(target, secret), now,
    )  # fmt: skip
    return target


async def way(address: str, trusted: Collection[str], names: Lookup = look_up) -> str | None:
    """What to call for an address; nothing if that leads into our own network.

    Looked up once: with rtmp the number that was checked is what is called. With rtmps the name
    stays, for the platform picks its certificate by it, and no machine of ours has that one.
    Hosts in ``trusted`` may lead anywhere.
    """
    try:
        url = urlsplit(address)
        port = url.port or _PORTS[url.scheme]
        if url.hostname is None or url.hostname in trusted:
            return address if url.hostname else None
        found = await names(url.hostname, port)
    except (OSError, ValueError):  # no such host; no host or port at all
        return None
    if not found or not all(map(public, found)):
        return None
    if url.scheme == "rtmps":
        return address
    number = f"[{found[0]}]" if ":" in found[0] else found[0]
    return url._replace(netloc=f"{number}:{port}").geturl()


async def remove(database: Database, key: Key, target: str) -> bool:
    """Push on to it no longer, and forget its key; false if it was not there."""
    done = await database.execute(
        f"delete from push_target where {OF} and target = $4",  # noqa: S608 - our own words
        *key, target,
    )  # fmt: skip
    return bool(done == "DELETE 1")


async def of_session(database: Database, key: Key) -> list[PushTarget]:
    """Where one session is pushed on to, by name."""
    rows = await database.fetch(
        f"select * from push_target where {OF} order by name, target",  # noqa: S608 - our own words
        *key,
    )
    return [PushTarget(**row) for row in rows]


async def to_push(database: Database) -> list[PushTarget]:
    """What is to be pushed now: that of sessions on the air, or was when they ended."""
    rows = await database.fetch(
        "select t.* from push_target t join ingest i using (programme, activity, session)"
        " where i.air_from is not null and t.state not in ('done', 'given_up')"
        " and (i.finished_at is null or t.state <> 'waiting')"
    )
    return [PushTarget(**row) for row in rows]


async def note(
    database: Database, target: str, state: Pushing, attempts: int, now: datetime
) -> None:
    """How far a push has come; since when it is so."""
    await database.execute(
        "update push_target set since = case when state = $2 then since else $4 end,"
        " state = $2, attempts = $3 where target = $1",
        target, state, attempts, now,
    )  # fmt: skip
