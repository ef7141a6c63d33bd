"""Facts told in one line each, for tests of the judgement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from contracts.events import announcer, compliance
from contracts.values import ActivityKind, Evidence, Form, Unit
from tests.compliance.teller import PROGRAMME, SHA, Teller, at, clockless, session
from tests.compliance.telling_people import ALL_GROUPS, THIRTY, People
from tests.compliance.telling_public import BOTH, FIVE, NEW_MEDIA, WEBSITE, Publications

__all__ = [
    "ALL_GROUPS",
    "BOTH",
    "FIVE",
    "NEW_MEDIA",
    "PROGRAMME",
    "SHA",
    "THIRTY",
    "WEBSITE",
    "Story",
    "at",
    "clockless",
    "just_before",
    "session",
]


def just_before(text: str) -> str:
    """One second earlier, for the edges of limits."""
    return (at(text) - timedelta(seconds=1)).isoformat(sep=" ")


class Story(People, Publications, Teller):
    """One activity's facts in the order they are told."""

    def planned(self, *, unit: str = "jiugong", **data: object) -> Self:
        """The programme is imported and the activity planned, on 1 August 2023."""
        office = announcer.ProgrammeImported(
            programme=PROGRAMME,
            title="大兴区2023年政民互动工作总体方案",
            issued_by="区政务公开工作领导小组办公室",
            season_start=date(2023, 8, 1),
            season_end=date(2023, 11, 30),
            effective_from=date(2023, 1, 1),
            office_unit="zhengwufuwuju",
            pack=PROGRAMME,
            units=(Unit(unit=unit, name=unit), Unit(unit="zhengwufuwuju", name="政务服务局")),
        )
        self.tell("2023-08-01 09:00", office)
        kind = (
            ActivityKind.POLICY_TALK if self.activity.startswith("talk") else ActivityKind.OPEN_DAY
        )
        given = {
            "number": 1,
            "kind": kind,
            "topic": "主题",
            "title": "活动",
            "printed_label": "开放点",
            "lead_unit": unit,
            "content_points": [{"point": "p1", "title": "一"}, {"point": "p2", "title": "二"}],
        }
        self.about("2023-08-01 09:00", announcer.EventPlanned, **{**given, **data})
        return self

    def scheduled(
        self, on: str, form: Form | None = Form.OFFLINE, *, said: str = "2023-08-02", **data: object
    ) -> Self:
        """One session ``s1`` on a date, 9:00 to 11:00."""
        given: dict[str, object] = {"sessions": [session(on)], "form": form}
        if form in (Form.ONLINE, Form.HYBRID):
            given["new_media_account"] = "大兴发布"
        self.about(said, announcer.EventScheduled, **{**given, **data})
        return self

    def moved(self, to: str, when: str, name: str = "s1") -> Self:
        """The session is rescheduled."""
        self.about(when, announcer.EventRescheduled, moved=session(to, name), reason="下雨")
        return self

    def filed(
        self,
        when: str,
        kind: str,
        value: str,
        name: str | None = None,
        *,
        filing: str | None = None,
        recorded: str | None = None,
    ) -> Self:
        """A change is filed with the office."""
        self.about(
            when,
            announcer.ChangeFiled,
            recorded,
            filing=filing or f"f{len(self.facts)}",
            kind=kind,
            new_value=value,
            session=name,
            reason="下雨",
            filed_by="handler",
        )
        return self

    def approved(self, when: str, filing: str, *, approved: bool = True) -> Self:
        """The office decides a filing that was put to it."""
        self.about(
            when,
            announcer.FilingDecided,
            filing=filing,
            approved=approved,
            reason="情况属实",
            decided_by="office",
        )
        return self

    def received(self, received_at: str, when: str, filing: str) -> Self:
        """The office enters when a filing reached it."""
        self.about(
            when,
            announcer.FilingReceived,
            filing=filing,
            received_at=at(received_at),
            evidence=Evidence(address="stamp"),
            entered_by="office",
        )
        return self

    def cancelled(self, when: str, name: str | None = None) -> Self:
        """The activity, or one session, will not take place."""
        self.about(when, announcer.EventCancelled, session=name, reason="疫情")
        return self

    def form_changed(
        self, when: str, form: str, account: str | None = None, *, first: bool = False
    ) -> Self:
        """Another form, or the first one declared."""
        self.about(
            when,
            announcer.FormChanged,
            form=form,
            new_media_account=account,
            first_declaration=first,
        )
        return self

    def venue_changed(self, when: str, place: str = "新址", name: str | None = None) -> Self:
        """Another place."""
        self.about(when, announcer.VenueChanged, place=place, session=name)
        return self

    def calendar_adopted(self, when: str, through_year: int) -> Self:
        """A calendar is put in force, as if holiday notices were out only through a year."""
        self.tell(
            when,
            compliance.CalendarAdopted(
                programme=PROGRAMME,
                calendar="cn",
                calendar_version=str(through_year),
                calendar_sha256=SHA,
                through_year=through_year,
            ),
        )
        return self

    def unit_changed(self, when: str, unit: str) -> Self:
        """Another unit takes the lead."""
        self.about(when, announcer.LeadUnitChanged, lead_unit=unit)
        return self

    def detailed(
        self,
        when: str,
        recorded: str | None = None,
        *,
        emergency: bool = True,
        fallback: bool = False,
    ) -> Self:
        """The implementation plan is on record."""
        self.about(
            when,
            announcer.ImplementationPlanRecorded,
            recorded,
            document_sha256=SHA,
            emergency_measures=emergency,
            stream_failure_fallback=fallback,
        )
        return self

    def agenda(self, when: str, *titles: str, introduces: bool = True) -> Self:
        """The agenda in force."""
        items = [{"title": title, "introduces": introduces} for title in titles or ("介绍",)]
        self.about(when, announcer.AgendaRecorded, items=items)
        return self

    def ticked(self, when: str, *points: str) -> Self:
        """A person states which printed points the activity showed."""
        self.about(when, announcer.ContentPointsTicked, points=points, ticked_by="handler")
        return self

    def press_kit(self, when: str) -> Self:
        """The media are given material."""
        self.about(when, announcer.PressKitProvided, recipients=3, content_sha256=SHA)
        return self

    def held(self, on: str, end: str | None = None, name: str | None = None) -> Self:
        """The activity took place; told at 18:00 of its last day."""
        self.about(
            f"{end or on} 18:00",
            announcer.EventHeld,
            session=name,
            started_on=on,
            ended_on=end or on,
        )
        return self

    def reviewed(self, when: str, code: str, status: str, unit: str = "assessors") -> Self:
        """A person settles an open verdict."""
        self.about(
            when,
            compliance.ReviewDecided,
            code=code,
            status=status,
            reason="已核对",
            reviewer="reviewer-1",
            reviewer_unit=unit,
        )
        return self
