"""Who looks at a page and who posts its form: cookies, and the two marks that no forger has.

A page is asked for with a signed token in a cookie, checked without asking anybody. A form is
taken only from our own pages: the browser says where it comes from, and it repeats a word that
stands in the token.
"""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from services._web.faults import BadField, Denied
from services._web.forms import File, Form
from services._web.http import Write, running
from services._web.streamed import FIELDS, MULTIPART, Arriving
from services._web.tokens import Actor, Claims, InvalidToken, read

TOKEN = "__Host-token"  # noqa: S105 - a cookie's name
PERSON = "__Host-person"
OWN, RENEW = "/account/", "/account/renew"
_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in: the account, the word its forms repeat, and how pages call it."""

    actor: Actor
    csrf: str
    name: str

    def may(self, *roles: str) -> bool:
        """Whether one of the roles is held."""
        return bool(self.actor.roles & set(roles))


@dataclass(frozen=True, slots=True)
class Posting:
    """A form that came from our own page: who posts it, what it holds, and how to record."""

    visitor: Visitor
    form: Form
    write: Write


Lasting = Callable[[Request, Visitor], Awaitable[bool]]


class SignInNeeded(Exception):
    """Nobody is signed in, or only with an initial password; ``mended_at`` mends it."""

    def __init__(self, mended_at: str) -> None:
        super().__init__(mended_at)
        self.mended_at = mended_at


class SignedIn:
    """A dependency: the visitor, who holds one of ``roles``; all roles when none is named."""

    def __init__(self, *roles: str) -> None:
        self.roles = frozenset(roles)

    async def __call__(self, request: Request) -> Visitor:
        """Who looks; sent to sign in when a page is asked for, told so when a form is posted."""
        visitor = visitor_if_any(request)
        if visitor is None or not await _lasts(request, visitor):
            if request.method == "GET":
                raise SignInNeeded(renewing(request))
            raise Denied(401, "expired", "登录已过期，没有保存。登录后请返回上一页重新提交。")
        if self.roles and not visitor.actor.roles:  # as before the first password of their own
            if request.method == "GET":
                raise SignInNeeded(OWN)
            raise Denied(403, "first_password", "没有保存。请先在“我的账号”修改初始密码。")
        if self.roles and not visitor.may(*self.roles):
            raise Denied(403, "forbidden", "你的账号没有办理此项的权限。")
        return visitor


class Posts:
    """A dependency: a form of a signed-in visitor, from our own page and not repeated."""

    def __init__(self, *roles: str) -> None:
        self.roles = frozenset(roles)
        self._signed_in = SignedIn(*roles)

    async def __call__(self, request: Request) -> Posting:
        """The form; 403 when another site's page, or another session's form, sent it."""
        refuse_foreign(request)
        visitor = await self._signed_in(request)
        form = await self._read(request)
        if not compare_digest(form.csrf.encode(), visitor.csrf.encode()):
            raise Denied(
                403, "forged", "表单不是由当前登录打开的，没有保存。请返回上一页刷新后再提交。"
            )
        return Posting(visitor, form, _write(request, visitor.actor, form))

    async def _read(self, request: Request) -> Form:
        return await read_form(request)


class PostsFile(Posts):
    """The same for a form with a file."""

    async def _read(self, request: Request) -> Form:
        return await read_upload(request)


class PostsStream(Posts):
    """A form whose file comes last and is read while it arrives: ``request.state.arriving``."""

    async def _read(self, request: Request) -> Form:
        request.state.arriving = None
        if _kind(request) != MULTIPART:
            return await read_form(request)
        request.state.arriving = Arriving(request)
        return _keyed(Form.of(await request.state.arriving.fields()))


class CitizenPosts:
    """A dependency: a form of somebody without an account.

    Without a session there is no word to repeat: the origin that the browser tells is enough,
    since nothing is done in the name of whoever holds the browser.
    """

    roles = frozenset({"public"})

    async def __call__(self, request: Request) -> Posting:
        """The form; its actor is the person of the cookie, or nobody in particular."""
        refuse_foreign(request)
        form = await read_form(request)
        visitor = Visitor(citizen(request), "", "")
        return Posting(visitor, form, _write(request, visitor.actor, form))


def signed_in(*roles: str) -> SignedIn:
    """``Depends(signed_in("office", "handler"))``: who may see a page."""
    return SignedIn(*roles)


def posting(*roles: str) -> Posts:
    """``Depends(posting("office", "handler"))``: who may post a page's form."""
    return Posts(*roles)


def posting_file(*roles: str) -> PostsFile:
    """``Depends(posting_file("office"))``: who may post a page's form with a file."""
    return PostsFile(*roles)


def posting_stream(*roles: str) -> PostsStream:
    """``Depends(posting_stream("office"))``: who may post a page's form with a large file."""
    return PostsStream(*roles)


def citizen_posting() -> CitizenPosts:
    """``Depends(citizen_posting())``: a form that anyone may post."""
    return CitizenPosts()


def citizen(request: Request) -> Actor:
    """The person whose cookie this browser holds, or somebody of whom nothing is known."""
    claims = _claims(request, PERSON)
    if claims is None or claims.actor.roles != {"public"}:
        return Actor("citizen", frozenset({"public"}))
    return claims.actor


Citizen = Annotated[Actor, Depends(citizen)]


def visitor_if_any(request: Request) -> Visitor | None:
    """Who is signed in, for pages that anyone may see."""
    claims = _claims(request, TOKEN)
    return Visitor(claims.actor, claims.csrf, claims.name) if claims and claims.csrf else None


def local_path(path: str, otherwise: str) -> str:
    """A path of ours to go on to, never an address of another site."""
    plain = path.startswith("/") and not path.startswith("//") and path.isprintable()
    return path if plain and "\\" not in path else otherwise


def renewing(request: Request) -> str:
    """Where a new token is fetched before the asked page is shown."""
    return f"{RENEW}?next={quote(asked_for(request), safe='/')}"


def asked_for(request: Request) -> str:
    """What was asked for, as a local path."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def refuse_foreign(request: Request) -> None:
    """Refuse what the browser says comes from a page that is not ours."""
    origin, told = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is None:
        ours = told == "same-origin"
    else:
        ours = urlsplit(origin).netloc in set(_hosts(request)) and told in {None, "same-origin"}
    if not ours:
        raise Denied(403, "foreign_origin", "请求不是从本站页面发出的，没有保存。")


async def read_form(request: Request) -> Form:
    """The form that was posted; 422 when it is not one or has no key against repetition."""
    if _kind(request) != "application/x-www-form-urlencoded":
        raise BadField("form", "application/x-www-form-urlencoded", "不是表单。")
    return _keyed(Form.parse(await request.body()))


async def read_upload(request: Request) -> Form:
    """A form with at most one file; without any, like every other form."""
    if _kind(request) != MULTIPART:
        return await read_form(request)
    try:
        async with request.form(max_files=1, max_fields=FIELDS) as given:
            pairs = [(name, it) for name, it in given.multi_items() if isinstance(it, str)]
            files = [it for it in given.values() if isinstance(it, UploadFile)]
            file = File(files[0].filename or "", await files[0].read()) if files else None
    except HTTPException as error:
        raise BadField("form", MULTIPART, "表单内容无法读取。") from error
    return _keyed(Form.of(pairs, file if file and file.name else None))


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _keyed(form: Form) -> Form:
    if not 0 < len(form.key) <= _LONGEST_KEY:
        raise BadField("key", "the form's hidden key", "表单不完整，请刷新后再提交。", "missing")
    return form


async def _lasts(request: Request, visitor: Visitor) -> bool:
    """Whether the session was not revoked; only the service that keeps sessions can tell."""
    asked: Lasting | None = getattr(request.app.state, "session_lasts", None)
    return asked is None or await asked(request, visitor)


def _write(request: Request, actor: Actor, form: Form) -> Write:
    # What is compared at a repeat is what was typed: a new session's word is no other request.
    body = json.dumps(form.values, ensure_ascii=False, sort_keys=True).encode()
    if form.file is not None:
        body += sha256(form.file.data).digest()
    return Write(running(request), actor, form.key, request.url.path, body)


def _claims(request: Request, cookie: str) -> Claims | None:
    token = request.cookies.get(cookie)
    if token is None:
        return None
    try:
        return read(running(request).token_keys, token, datetime.now(UTC))
    except InvalidToken:
        return None


def _hosts(request: Request) -> Iterable[str]:
    for header in ("host", "x-forwarded-host"):
        if (host := request.headers.get(header)) is not None:
            yield host
