"""Telling what was put before the public: notices before, materials and reports after."""

from typing import Self

from contracts.events import announcer
from contracts.values import Channel, Entry, Evidence, NoticeElement, NoticeKind
from tests.compliance.teller import SHA, Teller

WEBSITE, NEW_MEDIA = Channel.DISTRICT_WEBSITE, Channel.NEW_MEDIA
BOTH = (WEBSITE, NEW_MEDIA)
FIVE = dict.fromkeys(
    (
        NoticeElement.START_AT,
        NoticeElement.DURATION,
        NoticeElement.AGENDA,
        NoticeElement.NETIZEN_PARTICIPATION,
        NoticeElement.HOST,
    ),
    "写明",
)
SHOWN = Evidence(address="screenshot")


class Publications(Teller):
    """Facts of the announcer about notices, materials and reports."""

    def noticed(
        self,
        when: str,
        names: str,
        channels: tuple[Channel, ...] = BOTH,
        kinds: tuple[str, ...] = (NoticeKind.ACTIVITY,),
        *,
        recorded: str | None = None,
        notice: str | None = None,
        name: str = "s1",
        elements: dict[NoticeElement, str] | None = None,
    ) -> Self:
        """A notice names a date on channels; the website's is our own unless recorded late."""
        notice = notice or f"n{len(self.facts)}"
        for channel in channels:
            manual = recorded is not None or channel is not WEBSITE
            self.about(
                when,
                announcer.AnnouncementPublished,
                recorded,
                notice=notice,
                kinds=kinds,
                channel=channel,
                account="大兴发布" if channel is NEW_MEDIA else None,
                title="公告",
                announces=[{"session": name, "starts_on": names}],
                elements=FIVE if elements is None else elements,
                address="public/notice",
                text_sha256=SHA,
                entry=Entry.MANUAL if manual else Entry.BUILT_IN,
                evidence=SHOWN if manual else None,
                entered_by="editor",
            )
        return self

    def changed(self, when: str, names: str, channels: tuple[Channel, ...] = BOTH) -> Self:
        """A change notice names the new date."""
        return self.noticed(when, names, channels, (NoticeKind.CHANGE,))

    def corrected(self, when: str, names: str, channels: tuple[Channel, ...] = BOTH) -> Self:
        """A correction; it repeats the date, and nothing else."""
        return self.noticed(when, names, channels, (NoticeKind.CORRECTION,), elements={})

    def withdrawn(self, when: str, notice: str, channels: tuple[Channel, ...] = BOTH) -> Self:
        """A notice is taken down."""
        for channel in channels:
            self.about(
                when,
                announcer.AnnouncementWithdrawn,
                notice=notice,
                channel=channel,
                account="大兴发布" if channel is NEW_MEDIA else None,
                reason="有误",
            )
        return self

    def confirmed(self, when: str, publication: str, by: str = "second") -> Self:
        """Somebody confirms the evidence of an entry."""
        self.about(when, announcer.PublicationConfirmed, publication=publication, confirmed_by=by)
        return self

    def page_gone(self, when: str, publication: str) -> Self:
        """The page of a publication answers that it is not there."""
        self.about(when, announcer.PublicationFoundMissing, publication=publication, reason="gone")
        return self

    def page_changed(self, when: str, publication: str, *lacks: NoticeElement) -> Self:
        """The page shows another text."""
        self.about(
            when,
            announcer.PublicationFoundChanged,
            publication=publication,
            text_sha256=SHA,
            lacks=lacks,
        )
        return self

    def page_verified(self, when: str, publication: str) -> Self:
        """The page shows what was published."""
        self.about(when, announcer.PublicationVerified, publication=publication, text_sha256=SHA)
        return self

    def materials(
        self,
        when: str,
        column: str | None = None,
        *,
        channel: Channel = WEBSITE,
        bundle: str = "b1",
        items: int = 3,
        introduces: bool = False,
        recorded: str | None = None,
    ) -> Self:
        """Materials are published, in the activity's own column unless said otherwise."""
        own = "policy_talk" if self.activity.startswith("talk") else "open_day"
        self.about(
            when,
            announcer.MaterialsPublished,
            recorded,
            bundle=bundle,
            channel=channel,
            column=column or own,
            title="工作材料",
            items=items,
            shows_introduction=introduces,
            address="public/materials",
            content_sha256=SHA,
            entry=Entry.BUILT_IN if recorded is None else Entry.MANUAL,
            evidence=None if recorded is None else SHOWN,
            entered_by="editor",
        )
        return self

    def materials_moved(self, when: str, column: str) -> Self:
        """The bundle stands in another column."""
        self.about(when, announcer.MaterialsMoved, bundle="b1", column=column, reason="放错")
        return self

    def materials_withdrawn(self, when: str) -> Self:
        """The bundle is taken down."""
        self.about(when, announcer.MaterialsWithdrawn, bundle="b1", channel=WEBSITE, reason="有误")
        return self

    def results(
        self,
        when: str,
        column: str = "意见办理结果",
        *opinions: str,
        channel: Channel = WEBSITE,
    ) -> Self:
        """The results of opinions are out."""
        self.about(
            when,
            announcer.OpinionResultsPublished,
            report=f"r{len(self.facts)}",
            channel=channel,
            column=column,
            title="意见建议办理结果",
            opinions=opinions or ("o1",),
            address="public/results",
            entry=Entry.MANUAL,
            evidence=SHOWN,
            entered_by="editor",
        )
        return self

    def reported(
        self, when: str, channel: Channel = NEW_MEDIA, recorded: str | None = None
    ) -> Self:
        """A report on the activity is out."""
        self.about(
            when,
            announcer.PublicityReported,
            recorded,
            report=f"r{len(self.facts)}",
            channel=channel,
            title="报道",
            address="public/report",
            entry=Entry.MANUAL,
            evidence=SHOWN,
            entered_by="editor",
        )
        return self
