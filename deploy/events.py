"""The event catalogue: ``python -m deploy.events`` writes docs/events.md from the contracts."""

import inspect
import sys
from collections.abc import Iterator

from contracts.event import DomainEvent
from contracts.registry import BY_SERVICE
from contracts.topology import PROJECTORS, REACTIONS
from deploy.generated import keep

HEAD = """# What the services tell each other

Written by `python -m deploy.events` from `contracts/`: every type of event, when it is told, and
who reacts to it. What each holds stands in its JSON Schema; what is around it (who, when, hash,
trace) in [asyncapi.json](api/asyncapi.json). No event holds personal data: people are opaque ids,
their words stay in the vaults ([personal data](privacy.md)). How to add one:
[add-an-event.md](how-to/add-an-event.md).

## Who reads whom

A line is a projector that reads all of a service's events; a dotted one are reactions, which turn
single events into commands.
"""


def document() -> str:
    """The document."""
    return HEAD + "".join((*_diagram(), *(part for it in BY_SERVICE for part in _service(it))))


def _diagram() -> Iterator[str]:
    yield "\n```mermaid\nflowchart LR\n"
    for reader, sources in PROJECTORS.items():
        yield from (f"  {source} --> {reader}\n" for source in sources if source != reader)
    pairs = [(it.source, it.reader) for it in REACTIONS]
    for source, reader in dict.fromkeys(pairs):
        yield f'  {source} -. "{pairs.count((source, reader))}" .-> {reader}\n'
    yield "```\n"


def _service(service: str) -> Iterator[str]:
    events = BY_SERVICE[service]
    module = sys.modules[f"contracts.events.{service}"]
    yield f"\n## {service}\n\n{_prose(module)}\n\n"
    yield "| Event | When it is told | Reactions |\n|--|--|--|\n"
    for event in events:
        schema = f"../contracts/schemas/{event.ce_type()}.json"
        yield f"| [{event.ce_type()}]({schema}) | {_cell(event)} | {_reactions(service, event)} |\n"


def _reactions(service: str, event: type[DomainEvent]) -> str:
    found = [it for it in REACTIONS if (it.source, it.event) == (service, event.name)]
    return ", ".join(f"{it.reader}: {it.name}" for it in found)


def _prose(told: object) -> str:
    return (inspect.getdoc(told) or "").replace("``", "`")


def _cell(event: type[DomainEvent]) -> str:
    return " ".join(_prose(event).split()).replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write or check the file."""
    return keep("events.md", document(), "deploy.events", arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
