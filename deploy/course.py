"""The course of one request through all services, put together from the lines of their logs.

A request, a commit and what fails name their trace. What is published and read is named by its
positions, a line for many facts, so that a fact costs next to nothing.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

_TRACE = re.compile(r"(?:^|-)([0-9a-f]{32})(?:-|$)")
_FACT = re.compile(r"([a-z]+):([1-9][0-9]*)")
_TOLD = {"event", "level", "timestamp", "service", "trace_id", "correlation_id", "exception"}
_PASSED = {"facts_published", "facts_read", "viewers_told"}

Line = dict[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """What happened where, and when."""

    at: datetime
    service: str
    what: str


@dataclass(slots=True)
class _Course:
    trace: str
    steps: list[Step] = field(default_factory=list)
    recorded: dict[str, dict[int, datetime]] = field(default_factory=dict)
    _seen: set[tuple[str, str, int]] = field(default_factory=set)

    def take(self, line: Line) -> None:
        """A line that names the trace."""
        match line["event"]:
            case "request_answered":
                asked = f"{line['method']} {line['route']}"
                what = f"answered {line['status']} after {line['seconds'] * 1000:.0f} ms: {asked}"
            case "facts_recorded":
                ours = [it for it in line["facts"] if it[2] == self.trace]
                known = self.recorded.setdefault(line["service"], {})
                known.update((position, _at(line)) for position, _, _ in ours)
                what = "recorded " + ", ".join(_typed(ours))
            case event:
                rest = {key: it for key, it in line.items() if key not in _TOLD}
                what = " ".join([event, *(f"{key}={it}" for key, it in rest.items())])
        self.steps.append(Step(_at(line), line["service"], what))

    def pass_on(self, line: Line) -> None:
        """A line that names positions; of what comes again, the first time counts."""
        event, service = line["event"], line["service"]
        source, at = str(line.get("source", service)), _at(line)
        found = [
            position
            for position, since in self.recorded.get(source, {}).items()
            if line["first"] <= position <= line["last"] and since <= at
        ]
        new = [it for it in found if (event, service + source, it) not in self._seen]
        self._seen.update((event, service + source, it) for it in new)
        if new:
            named = _ranges(new)
            what = {
                "facts_published": f"published {named}",
                "facts_read": f"read {source} {named}",
                "viewers_told": f"told {line.get('viewers')} viewer(s) of {named}",
            }[event]
            self.steps.append(Step(at, service, what))


def course(lines: Iterable[str], asked: str) -> tuple[str, list[Step]]:
    """The trace that was asked for and its steps in order; no steps where nothing names it.

    ``asked``: a trace id, a ``traceparent``, a correlation id, or a fact as ``service:position``.
    """
    told = list(_told(lines))
    found = _Course(_trace(told, asked))
    passed = []
    for line in told:
        if line["event"] in _PASSED:
            passed.append(line)
        elif found.trace and found.trace in {line.get("trace_id"), *_traces(line)}:
            found.take(line)
    for line in sorted(passed, key=_at):
        found.pass_on(line)
    return found.trace, sorted(found.steps)


def _trace(lines: Iterable[Line], asked: str) -> str:
    if (match := _TRACE.search(asked)) is not None:
        return match[1]
    if (match := _FACT.fullmatch(asked)) is not None:
        named = (
            fact[2]
            for line in lines
            if line["service"] == match[1]
            for fact in line.get("facts", ())
            if fact[0] == int(match[2])
        )
    else:
        named = (it.get("trace_id") for it in lines if it.get("correlation_id") == asked)
    return next(filter(None, named), "")


def _told(lines: Iterable[str]) -> Iterator[Line]:
    """What is a line of ours, whatever a collector wrote before it."""
    for text in lines:
        try:
            line = json.loads(text[text.index("{") :])
        except ValueError:
            continue
        if isinstance(line, dict) and {"event", "service", "timestamp"} <= line.keys():
            yield line


def _typed(facts: Iterable[tuple[int, str, str]]) -> Iterator[str]:
    """Each type once, where it comes several times in a row."""
    for type_, some in groupby(facts, key=lambda it: it[1]):
        yield f"{_ranges([position for position, *_ in some])} {type_}"


def _ranges(positions: Sequence[int]) -> str:
    """``1-3, 7`` for 1, 2, 3 and 7."""
    runs = groupby(enumerate(sorted(positions)), key=lambda it: it[1] - it[0])
    spans = [[position for _, position in run] for _, run in runs]
    return ", ".join(f"{it[0]}-{it[-1]}" if len(it) > 1 else str(it[0]) for it in spans)


def _traces(line: Line) -> list[str]:
    return [fact[2] for fact in line.get("facts", ())]


def _at(line: Line) -> datetime:
    return datetime.fromisoformat(line["timestamp"])
