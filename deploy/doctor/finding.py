"""What one look found, in a sentence, with the sentence that mends it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """``mend`` is empty when all is well."""

    what: str
    said: str
    mend: str = ""

    @property
    def bad(self) -> bool:
        """Whether somebody has to do something."""
        return bool(self.mend)

    def __str__(self) -> str:
        mark = "✗" if self.bad else "✓"
        return f"{mark} {self.what}: {self.said}" + (f"\n    → {self.mend}" if self.mend else "")


def report(findings: Iterable[Finding], tell: Callable[[str], None]) -> int:
    """Tell every finding; the exit status."""
    told = list(findings)
    for each in told:
        tell(str(each))
    bad = sum(each.bad for each in told)
    tell(f"\n{bad} of {len(told)} looks found something to mend." if bad else "\nAll is well.")
    return min(bad, 1)
