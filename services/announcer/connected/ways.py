"""The connected channels that are set, and what each answers: a receipt.

The receiver publishes each id once, and answers the same id again with the same receipt.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, StringConstraints, ValidationError

from contracts.values import Channel, ChannelReceipt, Instant, Line
from services._telling.channels import NotTaken, Webhook
from services.announcer.settings import Settings

_NOT_OUT_YET = 202


class NotOutYet(NotTaken):
    """The channel has it, and an editor of its own has not published it yet."""


class Answered(BaseModel):
    """The receipt as the channel gives it; whatever else it says is not read."""

    address: Annotated[Line, StringConstraints(pattern=r"^https?://[^\s/]+(/\S*)?$")]
    published_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """Where a channel published, and its receipt."""

    address: str
    receipt: ChannelReceipt


@dataclass(frozen=True, slots=True)
class Connected:
    """One channel that publishes by itself; ``account`` is what the public knows it by."""

    key: str
    channel: Channel
    account: str
    webhook: Webhook

    async def publish(self, delivery: UUID, content: Mapping[str, object]) -> Published:
        """Hand it over, now or again; raises ``NotTaken`` or ``Rejected``."""
        answer = await self.webhook.post(delivery, content)
        if answer.status == _NOT_OUT_YET:
            raise NotOutYet("not_out_yet")
        try:
            told = Answered.model_validate_json(answer.body)
        except ValidationError as error:
            raise NotTaken("receipt_unreadable") from error
        receipt = ChannelReceipt(
            delivery=str(delivery),
            published_at=told.published_at,
            sha256=hashlib.sha256(answer.body).hexdigest(),
        )
        return Published(told.address, receipt)


def connected(settings: Any) -> dict[str, Connected]:
    """The channels that are set, by key."""
    if not isinstance(settings, Settings):
        raise TypeError(settings)
    given = (
        ("website", Channel.DISTRICT_WEBSITE, settings.website_name,
         settings.website_webhook_url, settings.website_webhook_secret),
        ("media", Channel.NEW_MEDIA, settings.media_name,
         settings.media_webhook_url, settings.media_webhook_secret),
    )  # fmt: skip
    return {
        key: Connected(key, channel, name, Webhook(str(url), secret.get_secret_value()))
        for key, channel, name, url, secret in given
        if url is not None and secret is not None
    }
