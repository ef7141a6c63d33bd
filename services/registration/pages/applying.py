"""What both forms of sign-up ask, the citizen's and the clerk's, and what was consented to.

A person under 14 is signed up by a guardian, whose consent it is (个人信息保护法 第三十一条).
Access needs may tell of somebody's health, so they are consented to separately (第二十九条).
"""

from typing import Annotated, Final, Literal

from fastapi import Request
from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from contracts.values import PersonCategory, SignUpChannel
from services._web.forms import FormModel, Invalid
from services.registration.acting import Target
from services.registration.applicants import consent
from services.registration.applicants.consent import Consent
from services.registration.contacts import Contact
from services.registration.equipment import mail_left
from services.registration.pages import wording
from services.registration.pages.citizens import MailAddress, Name, Telephone

SELF, GUARDIAN = "self", "guardian"
WHO: Final = {SELF: "本人", GUARDIAN: "不满14周岁，由监护人填写"}
NEEDS_CONSENT: Final = "请勾选同意，或者清空“需要的便利”。"
WHO_ENTERED: Final = {SELF: "本人", GUARDIAN: "不满14周岁，由监护人报名"}


class Applying(FormModel):
    """As little as the purpose needs."""

    who: Literal["self", "guardian"] = "self"
    guardian: Name | None = Field(default=None, validate_default=True)
    name: Name = Field(description="姓名")
    phone: Telephone
    mail: MailAddress | None = None
    category: PersonCategory | None = Field(default=None, validate_default=True)
    access_needs: (
        Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] | None
    ) = None
    notice: str | None = None
    """The version of what was told, so that nobody consents to other words than they saw."""

    @field_validator("guardian")
    @classmethod
    def _named(cls, given: str | None, about: ValidationInfo) -> str | None:
        if about.data.get("who") == GUARDIAN and given is None:
            raise ValueError("请填写监护人的姓名。")
        return given

    @field_validator("category")
    @classmethod
    def _public(cls, given: PersonCategory | None) -> PersonCategory:
        if given not in wording.PUBLIC:
            raise ValueError("请选择类别。")
        return given

    @property
    def of_a_child(self) -> bool:
        """Whether a guardian signs a person under 14 up."""
        return self.who == GUARDIAN

    def contact(self, request: Request, *, own_staff: bool = False) -> Contact:
        """What the vault keeps; a guardian's name only where one is needed."""
        return Contact(
            self.name,
            self.phone,
            self.access_needs or None,
            mail_left(request, self.mail),
            guardian=self.guardian if self.of_a_child else None,
            own_staff="yes" if own_staff else None,
        )

    def agreed(self, target: Target, told: tuple[str, ...], channel: SignUpChannel) -> Consent:
        """What was consented to; the form itself has seen to it that every box is ticked."""
        if self.notice not in {None, consent.version(told)}:
            raise Invalid({"consent": "说明刚刚更新，请重新看过再勾选。"})
        web = channel is SignUpChannel.WEB
        return Consent(
            told,
            target.write.now,
            "guardian" if self.of_a_child else "person",
            bool(self.access_needs),
            channel,
            None if web else target.write.actor.subject,
        )
