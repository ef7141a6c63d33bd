"""The ways that are set: mail, and the webhook of the district's office system."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.values import ReminderKind
from services._telling.channels import Mail, Text, Webhook
from services.compliance.reminding.addresses import Way
from services.compliance.reminding.owed import Owed
from services.compliance.settings import Settings


@dataclass(frozen=True, slots=True)
class Message:
    """What a gateway gets besides the text: whom it is for, how urgent, and about what."""

    unit: str
    kind: ReminderKind
    text: Text
    items: Sequence[Owed]


@dataclass(frozen=True, slots=True)
class Ways:
    """How units are told; without any, nobody is reminded."""

    mail: Mail | None = None
    webhook: Webhook | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Ways":
        """As they are set."""
        url, secret = settings.reminder_webhook_url, settings.reminder_webhook_secret
        webhook = Webhook(str(url), secret.get_secret_value()) if url and secret else None
        return cls(settings.mail(), webhook)

    @property
    def names(self) -> frozenset[Way]:
        """Which there are."""
        mails: set[Way] = {"mail", "leader_mail"} if self.mail else set()
        return frozenset(mails | ({"webhook"} if self.webhook else set()))

    async def send(self, way: Way, id_: UUID, to: str, message: Message) -> None:
        """Hand a message over; raises ``NotTaken`` or ``Rejected``."""
        if way == "webhook" and self.webhook is not None:
            await self.webhook.post(id_, _content(to, message))
        elif way != "webhook" and self.mail is not None:
            await self.mail.send(id_, to, message.text)


def _content(to: str, message: Message) -> dict[str, object]:
    return {
        "to": to,
        "unit": message.unit,
        "kind": message.kind.value,
        "subject": message.text.subject,
        "text": message.text.body,
        "items": [owed.item.model_dump(mode="json", exclude_none=True) for owed in message.items],
    }
