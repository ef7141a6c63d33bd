"""People over HTTP: signed up, invited, chosen, looked at with a purpose, forgotten."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field

from contracts.values import (
    DrawKey,
    Identifier,
    Line,
    PersonCategory,
    Sha256,
    SignUpChannel,
)
from services._web.access import OWN_UNIT, checks
from services._web.faults import BadField, NotFound
from services._web.http import Body, running
from services._web.limits import limited, limited_phone
from services._web.purposes import purpose_of
from services.registration import erasing, queries, signing_up
from services.registration.acting import (
    STAFF,
    Answer,
    Target,
    find_activity,
    refuse_other_units,
    refuse_unless_public,
)
from services.registration.applicants import consent
from services.registration.applicants.consent import Consent
from services.registration.contacts import Contact, Mail, Name, Needs, Phone, normal_phone
from services.registration.depends import (
    ACTIVITY,
    API,
    Activity,
    AnyActivity,
    StaffActing,
    StaffReading,
)
from services.registration.domain.choosing import RunSelection
from services.registration.domain.order import Command
from services.registration.domain.seats import AnswerInvitation
from services.registration.domain.sheet import SignUpPerson
from services.registration.draws import asking
from services.registration.equipment import mail_left
from services.registration.keeping.looking import look_closely
from services.registration.keeping.requests import by_staff
from services.registration.pages import reading

router = APIRouter()


class Named(Command):
    """Somebody with a name and a telephone number."""

    category: PersonCategory
    name: Name | None = None
    phone: Phone | None = None
    access_needs: Needs | None = None
    mail: Mail | None = None

    def contact(self, request: Request, guardian: str | None = None) -> Contact:
        """The contact as the vault keeps it; 422 where a part is missing or no number."""
        if self.name is None:
            raise BadField("name", "this field", "请填写姓名。", "missing")
        if self.phone is None:
            raise BadField("phone", "this field", "请填写电话号码。", "missing")
        mail = mail_left(request, self.mail)
        return Contact(self.name, normal_phone(self.phone), self.access_needs, mail, guardian)


class SignUpForm(Named):
    """Who signs up. Staff may name a person who is known elsewhere by an opaque id alone.

    ``consent`` is the ``version`` of the notice that was shown (``GET /sign-up/notice``), to which
    the person consented, or the ``guardian`` of one under 14, whose number it then is.
    """

    person: Identifier | None = None
    channel: SignUpChannel | None = None
    attributes: dict[DrawKey, DrawKey] = Field(default_factory=dict)
    """Answers to what the draw of the session asks."""
    guardian: Name | None = None
    consent: Sha256 | None = None

    async def consented(
        self, request: Request, target: Target, channel: SignUpChannel
    ) -> Consent | None:
        """What is kept of it; 422 for a consent to other words than are in force."""
        if self.consent is None:
            return None
        told = consent.told(request, target.activity)
        if self.consent != consent.version(told):
            raise BadField("consent", "the version in force", "说明已经更新，请重新阅读后同意。")
        staff = channel is not SignUpChannel.WEB
        return Consent(
            told,
            target.write.now,
            "guardian" if self.guardian else "person",
            bool(self.access_needs),
            channel,
            target.write.actor.subject if staff else None,
        )


class InvitationForm(Named):
    """Who is invited, and why: a text of the unit's that everybody may read."""

    reason: Line


class Why(Body):
    """How the person asked for it; no personal data."""

    reason: Line | None = None


class AnswerForm(Command):
    """Whether the invited person comes."""

    accepted: bool


@router.get(ACTIVITY + "/sign-up/notice")
async def notice(request: Request, programme: Identifier, activity: Identifier) -> Answer:
    """What people are told before they consent, a line each, and its version."""
    pool = running(request).pool
    told = consent.told(request, await find_activity(pool, programme, activity))
    return {"says": told, "version": consent.version(told)}


@router.post(ACTIVITY + "/sign-ups")
async def sign_up(target: AnyActivity, form: SignUpForm, request: Request) -> Answer:
    """Sign a person up. The public gets a look-up code, staff the person as well."""
    public = not target.write.actor.roles & set(STAFF)
    if public:
        refuse_unless_public(form.category)
    else:
        refuse_other_units(target.write.actor, target.activity)
    session = await _session(target, form.session)
    asked = await asking.asked(target.pool, (*target.key, session))
    drawn = signing_up.draws_beside(target, session, asked, form.attributes)
    if public:
        if form.person is not None:
            raise BadField("person", "no such field", "没有这一项。", "extra_forbidden")
        if form.channel not in {None, SignUpChannel.WEB}:
            raise BadField("channel", "web", "网上报名只能选网上渠道。")
        contact = form.contact(request, form.guardian)
        await limited(request)
        await limited_phone(request, contact.phone)
        return await signing_up.sign_up_oneself(
            target,
            contact,
            session=session,
            category=form.category,
            drawn=drawn,
            consent=await form.consented(request, target, SignUpChannel.WEB),
        )
    if form.person is None:
        channel = form.channel or SignUpChannel.TELEPHONE
        return await signing_up.sign_up_person(
            target,
            form.contact(request, form.guardian),
            session=session,
            category=form.category,
            channel=channel,
            drawn=drawn,
            consent=await form.consented(request, target, channel),
        )
    if form.name or form.phone or form.access_needs or form.mail or form.guardian or form.consent:
        raise BadField("person", "either person, or name and phone", "编号与姓名电话只填其一。")
    command = SignUpPerson(
        session=session, person=form.person, category=form.category, channel=form.channel
    )
    return {**await target.represent(command, drawn(form.person)), "person": form.person}


async def _session(target: Target, named: str | None) -> str | None:
    """The session whose sheet is meant, so that nobody is on a sheet that is never chosen from."""
    rows = await reading.activity_windows(target.pool, target.activity)
    window = reading.meant(rows, named, target.write.now)
    return window["session"] or None if window else named


@router.post(ACTIVITY + "/invitations")
async def invite(activity: Activity, form: InvitationForm, request: Request) -> Answer:
    """Invite a person directly."""
    return await signing_up.invite_person(
        activity,
        form.contact(request),
        session=form.session,
        category=form.category,
        reason=form.reason,
    )


@router.post(ACTIVITY + "/invitations/{person}/answer")
async def answer_invitation(activity: Activity, person: Identifier, form: AnswerForm) -> Answer:
    """Enter what the invited person said."""
    return await activity.represent(AnswerInvitation(person=person, **dict(form)))


@router.post(ACTIVITY + "/selection")
async def select(activity: Activity, command: RunSelection) -> Answer:
    """Choose from the sheet; a draw has steps of its own."""
    return await activity.represent(command)


@router.get(ACTIVITY + "/people")
@checks(OWN_UNIT)
async def people(
    reading: StaffReading, purpose: Annotated[str | None, Query(max_length=200)] = None
) -> Answer:
    """The people, masked; in full only for a stated purpose, and then it is written down."""
    refuse_other_units(reading.by, reading.activity)
    if purpose is None:
        return {"people": await queries.people(reading.pool, reading.vault, *reading.key)}
    return {"people": await look_closely(reading, purpose_of(purpose))}


@router.post(API + "/programmes/{programme}/people/{person}/erasure")
@checks(OWN_UNIT)
async def erase(
    acting: StaffActing, programme: Identifier, person: Identifier, why: Why | None = None
) -> Answer:
    """Forget a person, asked for by them through staff of an activity they belong to."""
    activities = await queries.activities_of(acting.pool, programme, person)
    if not activities:
        raise NotFound("unknown_person", "没有此人。")
    for name in activities:
        refuse_other_units(acting.write.actor, (await acting.on(programme, name)).activity)
    asked = by_staff(acting, why.reason if why else None)
    return await erasing.erase(acting, programme=programme, person=person, by=asked)
