"""Telling who was invited, who came, and what they said."""

from typing import Self

from contracts.events import registration
from contracts.values import PersonCategory
from tests.compliance.teller import Teller

ALL_GROUPS = (
    PersonCategory.NPC_DEPUTY,
    PersonCategory.CPPCC_MEMBER,
    PersonCategory.PARENT,
    PersonCategory.MEDIA,
)
THIRTY = ALL_GROUPS * 7 + ALL_GROUPS[:2]


class People(Teller):
    """Facts of registration."""

    def sign_up(self, opened: str, closed: str | None = None, *people: str) -> Self:
        """Sign-up opens and closes; people sign up as soon as it is open."""
        self.about(opened, registration.SignUpOpened)
        for person in people:
            self.about(opened, registration.SignedUp, person=person, category="parent")
        if closed:
            self.about(closed, registration.SignUpClosed)
        return self

    def selected(self, when: str, *people: str, method: str = "open_selection") -> Self:
        """People are chosen."""
        for person in people:
            self.about(when, registration.RepresentativeSelected, person=person, method=method)
        return self

    def seated(
        self,
        when: str,
        categories: tuple[PersonCategory | str | None, ...],
        method: str | None = "directed_invitation",
        name: str | None = "s1",
    ) -> Self:
        """People get seats."""
        for number, category in enumerate(categories):
            self.about(
                when,
                registration.SeatConfirmed,
                session=name,
                person=f"p{len(self.facts)}-{number}",
                category=category,
                method=method,
            )
        return self

    def size_explained(self, when: str) -> Self:
        """Why there are more or fewer people than about 30."""
        self.about(when, registration.SizeReasonRecorded, reason="场地小")
        return self

    def attended(self, when: str, leader: str = "principal", **counts: int) -> Self:
        """Who came."""
        self.about(when, registration.AttendanceRecorded, attendance=counts, leader=leader)
        return self

    def attendance_corrected(self, when: str, leader: str = "principal", **counts: int) -> Self:
        """Who came after all."""
        said = {"attendance": counts, "leader": leader, "reason": "看错名单"}
        self.about(when, registration.AttendanceRecorded, **said)
        return self

    def opinion(self, when: str, name: str = "o1", category: str | None = "parent") -> Self:
        """Somebody gives an opinion."""
        self.about(when, registration.OpinionRecorded, opinion=name, category=category)
        return self

    def decided(self, when: str, name: str = "o1") -> Self:
        """An opinion is decided."""
        self.about(
            when, registration.OpinionDecided, opinion=name, decision="adopted", reason="可行"
        )
        return self

    def fed_back(self, when: str, name: str = "o1") -> Self:
        """The decision is told."""
        self.about(when, registration.OpinionFedBack, opinion=name)
        return self

    def reopened(self, when: str, name: str = "o1") -> Self:
        """Its author is not content, and it is handled once more."""
        self.about(when, registration.OpinionReopened, opinion=name, reason="不满意")
        return self

    def merged(self, when: str, name: str, into: str = "o1") -> Self:
        """An opinion is handled with another that says the same."""
        self.about(when, registration.OpinionMerged, opinion=name, into=into)
        return self

    def unmerged(self, when: str, name: str) -> Self:
        """It goes its own way again."""
        self.about(when, registration.OpinionUnmerged, opinion=name)
        return self

    def none_received(self, when: str) -> Self:
        """The unit declares that it received no opinion."""
        self.about(when, registration.NoOpinionsDeclared, declared_by="handler")
        return self
