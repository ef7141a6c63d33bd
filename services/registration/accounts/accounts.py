"""Accounts: rows of registration's own, which no other service reads and no fact tells."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from services._web.tokens import Actor

ROLE_WORDS = {
    "office": "区政务服务管理局（全区）",
    "handler": "经办人",
    "reviewer": "审核人",
    "leader": "负责人",
    "moderator": "直播主持",
    "assessor": "考核员",
    "operator": "系统运行人员",
}
Database = asyncpg.Pool | asyncpg.Connection


class LoginTaken(Exception):
    """Another account has this login."""


@dataclass(frozen=True, slots=True)
class Account:
    """One person who works here."""

    id: str
    login: str
    name: str
    unit: str | None
    roles: tuple[str, ...]
    password_hash: str | None
    password_once: bool
    oidc_sub: str | None
    disabled_at: datetime | None
    created_at: datetime

    @property
    def actor(self) -> Actor:
        """What this account may do; nothing before its owner has chosen a password."""
        roles = frozenset() if self.password_once else frozenset(self.roles)
        return Actor(self.id, roles, self.unit)

    @property
    def role_words(self) -> str:
        """Its roles as people call them."""
        return "、".join(ROLE_WORDS.get(role, role) for role in self.roles)


def login_of(typed: str) -> str:
    """A login as it is compared."""
    return typed.strip().lower()


async def any_exists(database: Database) -> bool:
    """Whether there is an account at all."""
    found: bool = await database.fetchval("select exists (select from account)")
    return found


async def every(database: Database) -> list[Account]:
    """All accounts, by unit and login."""
    rows = await database.fetch("select * from account order by unit nulls first, login")
    return [_account(row) for row in rows]


async def by_id(database: Database, account: str) -> Account | None:
    """The account with an id."""
    return _found(await database.fetchrow("select * from account where id = $1", account))


async def by_login(database: Database, login: str) -> Account | None:
    """The account with a login, unless it is disabled."""
    return _found(
        await database.fetchrow(
            "select * from account where login = $1 and disabled_at is null", login_of(login)
        )
    )


async def by_openid(database: Database, subject: str, email: str | None) -> Account | None:
    """The account that an identity provider names: by its subject, else by a verified address.

    An address counts only while the account has no subject; then it has this one for good.
    """
    found = _found(
        await database.fetchrow(
            "select * from account where oidc_sub = $1 and disabled_at is null", subject
        )
    )
    if found is not None or email is None:
        return found
    return _found(
        await database.fetchrow(
            "update account set oidc_sub = $1 where login = $2 and oidc_sub is null"
            " and disabled_at is null returning *",
            subject, login_of(email),
        )
    )  # fmt: skip


async def create(  # noqa: PLR0913 - what an account is made of
    database: Database,
    *,
    login: str,
    name: str,
    unit: str | None,
    roles: Iterable[str],
    password_hash: str | None,
    password_once: bool,
) -> str:
    """A new account; answers its id. Raises ``LoginTaken``."""
    identity = f"a{secrets.token_hex(8)}"
    try:
        await database.execute(
            "insert into account (id, login, name, unit, roles, password_hash, password_once)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            identity, login_of(login), name, unit, sorted(set(roles)), password_hash, password_once,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise LoginTaken(login) from error
    return identity


async def set_password(database: Database, account: str, digest: str, *, once: bool) -> None:
    """Another password; ``once`` when somebody else than its owner set it."""
    await database.execute(
        "update account set password_hash = $2, password_once = $3 where id = $1",
        account, digest, once,
    )  # fmt: skip


async def change(
    database: Database, account: str, *, name: str, unit: str | None, roles: Iterable[str]
) -> None:
    """Another name, unit or roles; the login stays."""
    await database.execute(
        "update account set name = $2, unit = $3, roles = $4 where id = $1",
        account, name, unit, sorted(set(roles)),
    )  # fmt: skip


async def set_disabled(database: Database, account: str, *, disabled: bool) -> None:
    """Close an account, or open it again."""
    await database.execute(
        "update account set disabled_at = case when $2 then now() end where id = $1",
        account, disabled,
    )  # fmt: skip


def _found(row: asyncpg.Record | None) -> Account | None:
    return _account(row) if row is not None else None


def _account(row: asyncpg.Record) -> Account:
    return Account(**{**row, "roles": tuple(row["roles"])})
