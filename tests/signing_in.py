"""A person as a browser is known: cookies for pages and, in registration, a session that lasts."""

from datetime import UTC, datetime
from uuid import uuid4

from services._web.signed_in import PERSON, TOKEN
from services._web.tokens import Actor, mint
from services.registration.accounts.sessions import SESSION, digest
from tests.serving import Api, Person

CSRF = "a-word-of-the-session"


async def cookies_of(api: Api, person: Person) -> str:
    """The Cookie header of somebody who is signed in; a citizen's for the role ``public``."""
    roles = frozenset({person.role} if person.role else ())
    actor = Actor(person.subject, roles, person.unit)
    token = mint(api.key, actor, datetime.now(UTC), csrf=CSRF, name=person.subject)
    cookies = {PERSON if person.role == "public" else TOKEN: token}
    if api.running.name == "registration" and person.role != "public":
        cookies[SESSION] = uuid4().hex
        await api.running.pool.execute(
            "insert into account (id, login, name, unit, roles) values ($1, $1, $1, $2, $3)"
            " on conflict do nothing",
            person.subject, person.unit, [person.role],
        )  # fmt: skip
        await api.running.pool.execute(
            "insert into login_session (id_hash, account, csrf, user_agent, expires_at)"
            " values ($1, $2, $3, '', now() + interval '1 hour')",
            digest(cookies[SESSION]), person.subject, CSRF,
        )  # fmt: skip
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
