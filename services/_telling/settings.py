"""The settings of telling people. What is left out is a way of telling that is not used."""

from pydantic import BaseModel, Field

from services._telling.channels import Mail


class Mailing(BaseModel):
    """Mixed into a service's settings: the mail server."""

    smtp_url: str | None = Field(default=None, pattern=r"^smtps?://")
    """``smtp://[user:password@]host:port``, upgraded to TLS where the server offers it."""
    mail_from: str | None = None

    def mail(self) -> Mail | None:
        """Mail, if it is set."""
        if self.smtp_url is None or self.mail_from is None:
            return None
        return Mail(self.smtp_url, self.mail_from)


def prove_whole(settings: BaseModel, *pairs: tuple[str, str]) -> None:
    """Refuse to start with half a setting: people would silently not be told."""
    for pair in pairs:
        given = [name for name in pair if getattr(settings, name) is not None]
        if len(given) == 1:
            (missing,) = set(pair) - set(given)
            raise ValueError(
                f"MINSHENG_{given[0].upper()} is set without MINSHENG_{missing.upper()}:"
                " set both or neither"
            )
