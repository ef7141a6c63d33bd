"""What a run found and measured."""

from dataclasses import dataclass, field

from tests.faults.checker import Findings
from tests.faults.nemesis import Times


@dataclass(slots=True)
class Result:
    """What is not told by its name stands with :class:`tests.faults.watch.Watch`.

    `no_disk`: why no disk could be filled.
    """

    faults: int = 0
    acknowledged: int = 0
    findings: Findings = field(default_factory=Findings)
    times: Times = field(default_factory=Times)
    health: list[float] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    delayed: int = 0
    no_disk: str = ""

    def add(self, other: "Result") -> None:
        """What another run found; what it measured stays its own."""
        self.faults += other.faults
        self.acknowledged += other.acknowledged
        self.findings += other.findings
