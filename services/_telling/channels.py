"""The ways a message leaves: mail over SMTP, and a signed webhook of a gateway.

An error names what happened and never to whom: it is kept and logged.
"""

import hashlib
import hmac
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib
import httpx

PATIENCE = 10.0  # real seconds for one attempt

_TAKEN_ALREADY = 409
_NOT_FOR_THIS_ONE = (400, 413, 422)  # the gateway refuses this message, whenever it comes


class NotTaken(Exception):
    """Not now, or unknown whether it was: to be tried again under the same id."""


class Rejected(Exception):
    """This message will not be taken by this way, however often it is tried."""


@dataclass(frozen=True, slots=True)
class Text:
    """A mail's subject and the text, the same for every channel."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Mail:
    """SMTP. The Message-ID is made of the message's id, so that a second copy can be told."""

    url: str
    sender: str

    async def send(self, message: UUID, to: str, text: Text) -> None:
        """One connection a message."""
        server = urlsplit(self.url)
        secure = server.scheme == "smtps"
        try:
            mail = self._mail(message, to, text)
            await aiosmtplib.send(
                mail,
                hostname=server.hostname,
                port=server.port or (465 if secure else 587),
                username=unquote(server.username) if server.username else None,
                password=unquote(server.password) if server.password else None,
                use_tls=secure,
                timeout=PATIENCE,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [one.code for one in error.recipients]
            raise _answered(codes[0] if codes else 0) from error
        except aiosmtplib.SMTPDataError as error:
            raise _answered(error.code) from error
        except ValueError as error:  # not an address: it cannot even stand in a header
            raise Rejected("smtp_address") from error
        except aiosmtplib.SMTPResponseException as error:
            raise NotTaken(f"smtp_{error.code}") from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise NotTaken(f"smtp_{type(error).__name__}") from error

    def _mail(self, message: UUID, to: str, text: Text) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, to, text.subject
        if len(mail["To"].addresses) != 1:
            raise ValueError("one address is expected")
        mail["Date"] = format_datetime(datetime.now(UTC))
        mail["Message-ID"] = f"<{message}@{self.sender.rpartition('@')[2].rstrip('> ')}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text.body)
        return mail


def _answered(code: int) -> NotTaken | Rejected:
    return Rejected(f"smtp_{code}") if code >= 500 else NotTaken(f"smtp_{code}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a gateway answered that took a message."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Webhook:
    """A signed ``POST`` of JSON; the gateway takes each id once."""

    url: str
    secret: str

    async def post(self, message: UUID, content: Mapping[str, object]) -> Answer:
        """2xx: taken. 409: taken before."""
        body = json.dumps({"id": str(message), **content}, ensure_ascii=False).encode()
        timestamp = str(int(datetime.now(UTC).timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": str(message),
            "X-Minsheng-Timestamp": timestamp,
            "X-Minsheng-Signature": f"sha256={signature(self.secret, timestamp, body)}",
        }
        try:
            certificates = _certificates()
            async with httpx.AsyncClient(
                verify=certificates, timeout=PATIENCE, trust_env=False
            ) as client:
                answer = await client.post(self.url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise NotTaken(f"http_{type(error).__name__}") from error
        if answer.is_success or answer.status_code == _TAKEN_ALREADY:
            return Answer(answer.status_code, answer.content)
        raise (Rejected if answer.status_code in _NOT_FOR_THIS_ONE else NotTaken)(
            f"http_{answer.status_code}"
        )


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)  # takes 50 ms, too long for every message


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 of ``timestamp.body``, hexadecimal."""
    return hmac.digest(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hex()
