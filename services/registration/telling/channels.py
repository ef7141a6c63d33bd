"""The ways by which citizens are told: mail, and the webhook of an SMS gateway."""

import re
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from services._telling.channels import Text, Webhook
from services.registration.settings import Settings

Way = Literal["mail", "sms"]

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")


class Channel(Protocol):
    """One way of telling people."""

    async def send(self, message: UUID, to: str, text: Text) -> None:
        """Hand a message over; raises ``NotTaken`` or ``Rejected``."""
        ...


def mobile(phone: str | None) -> str | None:
    """The eleven digits of a mobile number, or nothing: a fixed line takes no SMS."""
    found = _MOBILE.fullmatch(re.sub(r"[\s-]", "", phone or ""))
    return found[1] if found else None


@dataclass(frozen=True, slots=True)
class SmsWebhook:
    """``POST {"id", "to", "text"}``, signed."""

    webhook: Webhook

    async def send(self, message: UUID, to: str, text: Text) -> None:
        """The text alone: an SMS has no subject."""
        await self.webhook.post(message, {"to": to, "text": text.body})


def channels(settings: Settings) -> dict[Way, Channel]:
    """The ways that are set."""
    found: dict[Way, Channel] = {}
    if (mail := settings.mail()) is not None:
        found["mail"] = mail
    if settings.sms_webhook_url is not None and settings.sms_webhook_secret is not None:
        secret = settings.sms_webhook_secret.get_secret_value()
        found["sms"] = SmsWebhook(Webhook(str(settings.sms_webhook_url), secret))
    return found
