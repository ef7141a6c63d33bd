"""One requirement of a policy, with the policy's own words."""

from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from contracts.values import Form, Identifier
from services.compliance.rules.pack.kinds import (
    CHANGE_EVIDENCE,
    ROW_EVIDENCE,
    Condition,
    DeadlineKind,
    EvidenceKind,
    LateCure,
    Scope,
    Strength,
)
from services.compliance.rules.pack.values import Model


class Clause(Model):
    """Where the policy says it, and in which words."""

    section: str = Field(min_length=1)
    quote: str = Field(min_length=1)


class NotJudged(Model):
    """A sentence of the policy that was read and is not judged, with the reason."""

    quote: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class Requirement(Model):
    """One thing that the policy asks.

    ``applies``: all conditions must hold. ``per``: judged once, for each session or for each
    change, the worst shown. ``late_cure``: whether doing it late still helps.
    ``when_cancelled``: it falls away (``void``), keeps what it had reached (``keep``), or is judged
    on (``judge``). ``action`` is what is to be done, as a phrase in Chinese.
    """

    code: Identifier
    title: str
    action: str
    short: tuple[str, str]
    group: str
    strength: Strength
    strength_by_form: dict[Form, Strength] = Field(default_factory=dict)
    clause: Clause
    clause_online: Clause | None = None
    scope: Scope = "activity"
    only: tuple[Identifier, ...] = ()
    applies: tuple[Condition, ...] = ()
    per: Literal["activity", "session", "change"] = "activity"
    deadline: DeadlineKind
    evidence: EvidenceKind
    late_cure: LateCure
    when_cancelled: Literal["void", "keep", "judge"] = "void"
    inferred: bool = False

    @cached_property
    def about_the_day(self) -> bool:
        """Whether it is asked of an activity that is held."""
        return not {"held", "held_or_opinions"}.isdisjoint(self.applies)

    @model_validator(mode="after")
    def _is_judged_by_what_its_row_has(self) -> Self:
        of_row = ROW_EVIDENCE.get(self.evidence, "activity")
        if self.scope != of_row:
            raise ValueError(f"evidence {self.evidence} is for scope {of_row}, not {self.scope}")
        return self

    @model_validator(mode="after")
    def _asks_of_a_change_what_a_change_has(self) -> Self:
        about_changes = (
            self.per == "change",
            self.evidence in CHANGE_EVIDENCE,
            self.deadline in CHANGE_EVIDENCE.values(),
        )
        if any(about_changes) and not all(about_changes):
            kinds = " or ".join(CHANGE_EVIDENCE)
            raise ValueError(
                f"per change, its deadline and evidence {kinds} belong together, and only together"
            )
        if self.deadline != CHANGE_EVIDENCE.get(self.evidence, self.deadline):
            wanted = CHANGE_EVIDENCE[self.evidence]
            raise ValueError(f"evidence {self.evidence} goes with deadline {wanted}")
        return self
