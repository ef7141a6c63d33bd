"""Short-lived signed tokens, verified offline. Times here are real, whatever the clock plays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from contracts.subjects import TOKEN

AUDIENCE = "minsheng"
LIFETIME = timedelta(minutes=15)
ROLES = frozenset(
    {"office", "handler", "reviewer", "leader", "moderator", "assessor", "operator", "public"}
)
_LONGEST_SUBJECT = 64
_ALGORITHMS = ["Ed25519"]


class InvalidToken(Exception):
    """Not a token, not ours, altered, or expired."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account's id, what it may do, and for which unit.

    Facts name the account, so its id is safe as a subject token and never a person's name.
    """

    subject: str
    roles: frozenset[str]
    unit: str | None = None

    def __post_init__(self) -> None:
        if not TOKEN.fullmatch(self.subject) or len(self.subject) > _LONGEST_SUBJECT:
            raise ValueError(f"not an account's id: {self.subject!r}")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says: who acts, and for pages the session's anti-forgery word and a name."""

    actor: Actor
    csrf: str = ""
    name: str = ""


def mint(  # noqa: PLR0913 - what a token may say
    private_key: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    lifetime: timedelta = LIFETIME,
    *,
    csrf: str = "",
    name: str = "",
) -> str:
    """A token for ``actor``, signed with an Ed25519 JWK, valid from ``now`` for ``lifetime``.

    ``csrf`` and ``name`` are for tokens that travel in a cookie: what a page's forms repeat, and
    how the page calls the person.
    """
    if unknown := actor.roles - ROLES:
        raise ValueError(f"unknown roles: {', '.join(sorted(unknown))}")
    key = _key(tuple(sorted(private_key.items())))
    claims = {
        "aud": AUDIENCE,
        "sub": actor.subject,
        "roles": sorted(actor.roles),
        "unit": actor.unit,
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
        **({"csrf": csrf} if csrf else {}),
        **({"name": name} if name else {}),
    }
    header = {"alg": _ALGORITHMS[0], "kid": key.kid or key.thumbprint()}
    return jwt.encode(header, claims, key, algorithms=_ALGORITHMS)


@lru_cache(8)
def _key(members: tuple[tuple[str, Any], ...]) -> jwk.OKPKey:
    return jwk.OKPKey.import_key(dict(members))


def public_keys(jwks: Mapping[str, Any]) -> jwk.KeySet:
    """The keys of a JWKS document, read once at the start."""
    return jwk.KeySet.import_key_set({"keys": list(jwks["keys"])})


def verify(keys: jwk.KeySet | Mapping[str, Any], token: str, now: datetime) -> Actor:
    """The actor that a token names; raises ``InvalidToken``."""
    return read(keys, token, now).actor


def read(keys: jwk.KeySet | Mapping[str, Any], token: str, now: datetime) -> Claims:
    """All that a token says; raises ``InvalidToken``."""
    key_set = keys if isinstance(keys, jwk.KeySet) else public_keys(keys)
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        aud={"essential": True, "value": AUDIENCE},
        sub={"essential": True},
        exp={"essential": True},
    )
    try:
        claims = jwt.decode(token, key_set, algorithms=_ALGORITHMS).claims
        rules.validate(claims)
        actor = Actor(str(claims["sub"]), frozenset(claims["roles"]), claims.get("unit"))
        return Claims(actor, str(claims.get("csrf", "")), str(claims.get("name", "")))
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise InvalidToken(str(error)) from error
