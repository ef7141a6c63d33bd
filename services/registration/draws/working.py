"""The long work before a draw is sealed: every panel, looked over by the checker. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.events.registration import DrawAnnounced
from contracts.values import DrawQuota
from services.registration.domain.draw import SealDraw
from services.registration.domain.draw_state import relaxed_quotas, terms_of
from services.registration.drawing import bundle, checker, lottery, receipt
from services.registration.drawing.feasible import pool_of
from services.registration.drawing.relaxing import smallest_change
from services.registration.drawing.terms import Applicant


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody in the draw: the private receipt, and category and declared attributes."""

    person: str
    receipt: str
    values: Mapping[str, str]

    @property
    def applicant(self) -> Applicant:
        """The same as the bundle has it, which names nobody."""
        values = tuple(self.values.items())
        return Applicant(receipt.leaf(self.receipt, values), values)


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be recorded, and the sealed text that stands beside it."""

    command: SealDraw
    text: str


def work_out(announced: DrawAnnounced, entrants: Sequence[Entrant]) -> Work:
    """Find the fairest panels and seal them; ``Infeasible`` explains when there are none."""
    terms = terms_of(announced)
    person = {it.applicant.leaf: it.person for it in entrants}
    applicants = [it.applicant for it in entrants]
    found = lottery.prepare(terms, applicants)
    checker.check(terms, applicants, found.panels)
    sealed = bundle.seal(terms, applicants, found)
    ordered = sorted(sealed.numbers, key=lambda leaf: sealed.numbers[leaf])
    command = SealDraw(
        session=announced.session,
        persons=tuple(person[leaf] for leaf in ordered),
        panels=found.many,
        lowest=min(found.chances),
        highest=max(found.chances),
        entries_sha256=sealed.entries,
        seal=sealed.seal,
        sealed_sha256=hashlib.sha256(sealed.text.encode()).hexdigest(),
        terms_sha256=sealed.rules,
    )
    return Work(command, sealed.text)


def smallest_quotas(announced: DrawAnnounced, entrants: Sequence[Entrant]) -> tuple[DrawQuota, ...]:
    """The quotas after the smallest change that lets a panel be drawn; the same if one can be."""
    terms = terms_of(announced)
    pool = pool_of(terms, [it.applicant for it in entrants])
    return relaxed_quotas(announced, smallest_change(terms, pool))
