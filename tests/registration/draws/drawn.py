"""A draw of s1 for tests of the pure domain: six people for three seats, step by step."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contracts.event import DomainEvent
from contracts.values import (
    DrawAttribute,
    DrawOption,
    DrawQuota,
    PersonCategory,
    SeedSource,
    SelectionRule,
)
from services._kit.decider import Refused
from services.registration.domain.draw import AnnounceDraw, RelaxQuotas
from services.registration.domain.draw_reveal import RevealDraw
from services.registration.domain.draw_seed import DeclareSeedAbsent, EnterSeed
from services.registration.domain.order import Command, Order
from services.registration.domain.representatives import REPRESENTATIVES
from services.registration.domain.sheet import CloseSignUp, OpenSignUp, SignUpPerson
from services.registration.domain.state import Representatives
from services.registration.draws.working import Entrant, Work, smallest_quotas, work_out
from tests.registration.people import END, NOW, PREPARED

MOMENT = END + timedelta(days=1)
SEED = "03 07 12 19 22 31 08"
SOURCE = SeedSource(
    name="双色球第2023107期开奖号码",
    address="https://example.org/2023107",
    known_at=MOMENT,
    form="六个红球从小到大，再写蓝球，每个两位数字，用空格隔开",
    pattern=r"(\d\d ){6}\d\d",
)
LATER = SOURCE.model_copy(
    update={"name": "双色球第2023108期开奖号码", "known_at": MOMENT + timedelta(hours=10)}
)
AGE = DrawAttribute(
    attribute="age",
    label="年龄段",
    values=(
        DrawOption(value="young", label="18—59岁"),
        DrawOption(value="old", label="60岁及以上"),
    ),
)
PARENTS = DrawQuota(attribute="category", value="parent", at_least=1, at_most=2)
OLD = DrawQuota(attribute="age", value="old", at_least=1, at_most=1)
ANNOUNCED = AnnounceDraw(
    session="s1",
    seats=3,
    reserve=2,
    attributes=(AGE,),
    quotas=(PARENTS, OLD),
    seed_source=SOURCE,
)
OPENED = OpenSignUp(session="s1", closes_at=END, seats=3, rule=SelectionRule.DRAW)
CLOSED = CloseSignUp(session="s1")
ENTERED = EnterSeed(
    session="s1", value=SEED, published_at=MOMENT, evidence="https://example.org/2023107"
)
ABSENT = DeclareSeedAbsent(
    session="s1", reason="开奖网站打不开", evidence="https://example.org/status"
)
PEOPLE = {
    "a": ("parent", "young"),
    "b": ("parent", "old"),
    "c": ("parent", "young"),
    "d": ("other_public", "old"),
    "e": ("other_public", "young"),
    "f": ("other_public", "young"),
}


def comes(person: str) -> SignUpPerson:
    return SignUpPerson(session="s1", person=person, category=PersonCategory(PEOPLE[person][0]))


SIGN_UPS = tuple(comes(person) for person in PEOPLE)


def entrants(people: Iterable[str]) -> list[Entrant]:
    """Those people, each with a receipt that follows from the id."""
    return [
        Entrant(
            it,
            f"RECEIPT-{it.upper()}2345678",
            {"category": PEOPLE[it][0], "age": PEOPLE[it][1]},
        )
        for it in people
    ]


@dataclass
class Drawing:
    """Commands that are given one after the other, each at its moment."""

    state: Representatives = REPRESENTATIVES.initial
    at: datetime = NOW
    by: str = "handler-1"
    work: Work | None = None
    facts: list[DomainEvent] = field(default_factory=list)

    def give(self, *commands: Command, at: datetime | None = None) -> list[DomainEvent]:
        """The facts of the last command; raises ``Refused``."""
        self.at = at or self.at
        made: list[DomainEvent] = []
        for command in commands:
            order = Order("daxing-2023", "open-11", command, self.by, self.at)
            made = REPRESENTATIVES.decide(order, self.state)
            for event in made:
                self.state = REPRESENTATIVES.evolve(self.state, event)
            self.facts += made
        return made

    def refused(self, command: Command, at: datetime | None = None) -> str:
        """Why a command is refused; empty when it is not, and then nothing is kept of it."""
        order = Order("daxing-2023", "open-11", command, self.by, at or self.at)
        try:
            REPRESENTATIVES.decide(order, self.state)
        except Refused as refusal:
            return refusal.reason
        return ""

    def closed(self) -> "Drawing":
        """Announced, and six people signed up."""
        self.give(PREPARED, ANNOUNCED, OPENED, *SIGN_UPS)
        self.give(CLOSED, at=END)
        return self

    def worked_out(self) -> Work:
        """What is to be sealed now."""
        draw = self.state.draws["s1"]
        self.work = work_out(draw.announced, entrants(sorted(self.state.pool("s1"))))
        return self.work

    def widened(self, *quotas: DrawQuota) -> RelaxQuotas:
        """These quotas instead of those announced, weighed against the list of now."""
        terms, people = self.state.draws["s1"].announced, sorted(self.state.pool("s1"))
        return RelaxQuotas(
            session="s1",
            quotas=quotas,
            reason="老年人报名少",
            persons=tuple(people),
            smallest=smallest_quotas(terms, entrants(people)),
            terms_sha256=terms.terms_sha256,
        )

    def sealed(self) -> "Drawing":
        """Closed, and sealed an hour later."""
        self.closed()
        self.give(self.worked_out().command, at=END + timedelta(hours=1))
        return self

    def entered(self) -> "Drawing":
        """Sealed, and the seed entered."""
        self.sealed()
        self.give(ENTERED, at=MOMENT)
        return self

    @property
    def revealing(self) -> RevealDraw:
        """The command that reveals what was sealed."""
        assert self.work is not None
        draw = self.state.draws["s1"]
        return RevealDraw(
            session="s1",
            seed=draw.seed.value if draw.seed else SEED,
            sealed=self.work.text,
            persons=self.work.command.persons,
        )
