"""What only registration has: its vault, the key that signs tokens, an identity provider."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request

from services._vault.keys import KeyFile
from services._vault.vault import Vault
from services._web.faults import BadField
from services._web.http import running
from services.registration.accounts.openid import OpenId
from services.registration.contacts import normal_mail
from services.registration.keeping.inventory import INVENTORY
from services.registration.settings import Settings


@dataclass(frozen=True, slots=True)
class Equipment:
    """The vault of this service, and what accounts need."""

    vault: Vault
    signing_key: Mapping[str, Any] = field(repr=False)
    openid: OpenId | None
    mails: bool
    """Whether people are told by mail, so that they may leave an address."""


def equip(settings: Settings) -> Equipment:
    """Open the vault; raises ``BadKeys`` when the file of keys is not one."""
    return Equipment(
        vault=Vault(KeyFile(settings.vault_keys_file), INVENTORY),
        signing_key=json.loads(settings.signing_key_file.read_text(encoding="utf-8")),
        openid=_openid(settings),
        mails=settings.smtp_url is not None,
    )


def equipment(request: Request) -> Equipment:
    """A dependency: what this service has."""
    found: Equipment = running(request).equipment
    return found


def mail_left(request: Request, given: str | None) -> str | None:
    """The mail address that somebody left; where no mail is sent, none is taken."""
    if not given:
        return None
    if not equipment(request).mails:
        raise BadField("mail", "no such field", "没有这一项。", "extra_forbidden")
    return normal_mail(given)


def _openid(settings: Settings) -> OpenId | None:
    given = (settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
    if not any(given):
        return None
    issuer, client, secret = given
    if issuer is None or client is None or secret is None:
        raise ValueError("oidc_issuer, oidc_client_id and oidc_client_secret belong together")
    callback = f"{str(settings.public_url).removesuffix('/')}/account/openid/callback"
    return OpenId(str(issuer), client, secret.get_secret_value(), callback)
