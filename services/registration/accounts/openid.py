"""Sign-in with an OpenID Connect provider: code flow with PKCE, and an ID token that is checked."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic, time
from typing import Any

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

_ALGORITHMS = ["RS256", "PS256", "ES256", "Ed25519", "EdDSA"]
_KEPT_SECONDS = 3600.0
_LEEWAY = 60
_PATIENCE = 10.0


class OpenIdFailed(Exception):
    """The provider, or what came in its name, is not to be believed; or it does not answer."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What must be the same when the browser comes back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> "Flow":
        """New random words."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider vouches for."""

    subject: str
    email: str | None


@dataclass(slots=True)
class OpenId:
    """One provider, and us as its client."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    _metadata: dict[str, Any] = field(default_factory=dict)
    _keys: KeySet | None = None
    _read_at: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def address(self, flow: Flow) -> str:
        """Where the browser is sent to."""
        metadata = await self._known()
        found: str = prepare_grant_uri(
            metadata["authorization_endpoint"],
            self.client_id,
            "code",
            self.redirect_uri,
            "openid email profile",
            flow.state,
            nonce=flow.nonce,
            code_challenge=create_s256_code_challenge(flow.verifier),
            code_challenge_method="S256",
        )
        return found

    async def redeem(self, code: str, flow: Flow) -> Identity:
        """Exchange a code for who it is; raises ``OpenIdFailed``."""
        metadata = await self._known()
        answer = await self._ask(
            "POST",
            metadata["token_endpoint"],
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self.redirect_uri,
                "code_verifier": flow.verifier,
            },
            auth=httpx.BasicAuth(self.client_id, self.client_secret),
        )
        if not isinstance(token := answer.get("id_token"), str):
            raise OpenIdFailed("the provider gave no ID token")
        return identity(await self._claims(token), self.issuer, self.client_id, flow.nonce)

    async def _claims(self, token: str) -> dict[str, Any]:
        for fresh in (False, True):  # the provider may have changed its keys since we read them
            await self._known(fresh=fresh)
            if self._keys is None:
                break
            try:
                return dict(jwt.decode(token, self._keys, algorithms=_ALGORITHMS).claims)
            except (JoseError, ValueError) as error:
                failed = error
                if fresh:
                    raise OpenIdFailed(f"the ID token is not the provider's: {failed}") from error
        raise OpenIdFailed("the provider has no keys")

    async def _known(self, *, fresh: bool = False) -> Mapping[str, Any]:
        async with self._lock:
            if fresh or not self._metadata or monotonic() - self._read_at > _KEPT_SECONDS:
                base = self.issuer.removesuffix("/")
                metadata = await self._ask("GET", f"{base}/.well-known/openid-configuration")
                if str(metadata.get("issuer")).removesuffix("/") != base:
                    raise OpenIdFailed("the provider calls itself by another name")
                keys = await self._ask("GET", metadata["jwks_uri"])
                self._keys = KeySet.import_key_set({"keys": list(keys["keys"])})
                self._metadata, self._read_at = metadata, monotonic()
            return self._metadata

    async def _ask(self, method: str, url: str, **more: Any) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False) as client:
                answer = await client.request(method, url, **more)
            answer.raise_for_status()
            return dict(answer.json())
        except (httpx.HTTPError, ValueError, TypeError) as error:
            raise OpenIdFailed(f"{url}: {error!r}") from error


def identity(claims: Mapping[str, Any], issuer: str, client: str, nonce: str) -> Identity:
    """Whom an ID token names, if it is from this issuer, for us, in time and for this flow."""
    rules = jwt.JWTClaimsRegistry(
        now=int(time()),
        leeway=_LEEWAY,
        aud={"essential": True, "value": client},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        rules.validate(dict(claims))
    except JoseError as error:
        raise OpenIdFailed(f"the ID token does not hold: {error}") from error
    if str(claims.get("iss")).removesuffix("/") != issuer.removesuffix("/"):
        raise OpenIdFailed("the ID token is of another issuer")
    if claims.get("azp", client) != client:
        raise OpenIdFailed("the ID token is for another client")
    email = claims.get("email") if claims.get("email_verified") is True else None
    return Identity(str(claims["sub"]), str(email) if email else None)
