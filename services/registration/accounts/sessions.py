"""Sessions: a random word in a cookie, its digest in a row, and tokens made from the row.

Other services see only the token, which lives five minutes: what is revoked here at once is over
there when the token ends.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import Request, Response

from services._web.http import running
from services._web.signed_in import TOKEN, Visitor
from services._web.tokens import mint
from services.registration.accounts.accounts import Account, Database, by_id
from services.registration.accounts.devices import device
from services.registration.equipment import equipment

SESSION = "__Host-session"
TOKEN_LIFE = timedelta(minutes=5)
LONGEST, LONGEST_IDLE = timedelta(hours=12), timedelta(hours=2)
_ALIVE = (
    "revoked_at is null and expires_at > now() and seen_at > now() - $2::interval"
    " and exists (select from account a where a.id = account and a.disabled_at is null)"
)


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is signed in."""

    id_hash: str
    account: str
    csrf: str
    user_agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def device(self) -> str:
        """The browser in words."""
        return device(self.user_agent)


async def begin(request: Request, response: Response, account: Account) -> None:
    """A new session with a new word; one that this browser had before is over."""
    pool, word = running(request).pool, secrets.token_urlsafe(32)
    await end_this(request)
    await pool.execute("delete from login_session where expires_at < now() - interval '30 days'")
    csrf = secrets.token_urlsafe(24)
    await pool.execute(
        "insert into login_session (id_hash, account, csrf, user_agent, expires_at)"
        " values ($1, $2, $3, $4, now() + $5::interval)",
        digest(word), account.id, csrf,
        _printable(request.headers.get("user-agent", ""))[:200], LONGEST,
    )  # fmt: skip
    _keep(response, SESSION, word, LONGEST)
    give_token(request, response, account, csrf)


async def current(request: Request) -> Session | None:
    """The session of this browser's cookie, while it lasts."""
    if (word := request.cookies.get(SESSION)) is None:
        return None
    row = await running(request).pool.fetchrow(
        f"select * from login_session where id_hash = $1 and {_ALIVE}",  # noqa: S608 - ours
        digest(word), LONGEST_IDLE,
    )  # fmt: skip
    return Session(**row) if row is not None else None


async def renew(request: Request, response: Response) -> Account | None:
    """A fresh token for the session of this browser; None when it has none (any more)."""
    session = await current(request)
    if session is None:
        return None
    pool = running(request).pool
    account = await by_id(pool, session.account)
    if account is None:
        return None
    await pool.execute(
        "update login_session set seen_at = now() where id_hash = $1", session.id_hash
    )
    give_token(request, response, account, session.csrf)
    return account


async def still(request: Request, visitor: Visitor) -> bool:
    """Whether the session behind a page's token has not been revoked meanwhile."""
    session = await current(request)
    return session is not None and (session.account, session.csrf) == (
        visitor.actor.subject,
        visitor.csrf,
    )


async def of(database: Database, account: str) -> list[Session]:
    """The sessions of an account that last, the newest first."""
    rows = await database.fetch(
        f"select * from login_session where account = $1 and {_ALIVE}"  # noqa: S608 - ours
        " order by created_at desc",
        account, LONGEST_IDLE,
    )  # fmt: skip
    return [Session(**row) for row in rows]


async def revoke(
    database: Database, account: str, *, only: str | None = None, but: str | None = None
) -> None:
    """End sessions of an account: all, one of them, or all but one."""
    await database.execute(
        "update login_session set revoked_at = now() where account = $1 and revoked_at is null"
        " and ($2::text is null or id_hash = $2) and ($3::text is null or id_hash <> $3)",
        account, only, but,
    )  # fmt: skip


async def end_this(request: Request) -> None:
    """End the session of this browser."""
    if (word := request.cookies.get(SESSION)) is not None:
        await running(request).pool.execute(
            "update login_session set revoked_at = now() where id_hash = $1 and revoked_at is null",
            digest(word),
        )


def forget(response: Response) -> None:
    """Take the cookies back."""
    for name in (SESSION, TOKEN):
        response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")


def give_token(request: Request, response: Response, account: Account, csrf: str) -> None:
    """The cookie by which every service knows who looks."""
    token = mint(
        equipment(request).signing_key,
        account.actor,
        datetime.now(UTC),
        TOKEN_LIFE,
        csrf=csrf,
        name=account.name,
    )
    _keep(response, TOKEN, token, TOKEN_LIFE)


def digest(word: str) -> str:
    """What is kept of a word that only the browser knows."""
    return hashlib.sha256(word.encode()).hexdigest()


def _keep(response: Response, name: str, value: str, life: timedelta) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(life.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())
