"""``python -m deploy.cells cells.toml``: the front gateway of several cells, as a Caddyfile.

A cell is one deployment with a gateway of its own; cells share nothing. The file names each cell's
gateway and the programmes that live there::

    [cells.daxing]
    gateway = "10.0.1.10:8080"
    programmes = ["daxing-2023", "daxing-2024"]

A path that has a programme's id among its parts goes to its cell. What names no programme (the
first page, sign-in, style sheets, a list for all) goes to the cell that stands first, or to the one
whose name is the first part of the host: staff of a cell work at its own name, so that its cookies
are never sent to another.
"""

import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.values import Identifier

Address = Annotated[str, Field(pattern=r"^[a-z0-9.:\[\]-]+:\d+$")]


class Cell(BaseModel):
    """Where a cell's gateway is, and what lives in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gateway: Address
    programmes: tuple[Identifier, ...] = Field(min_length=1)


class Cells(BaseModel):
    """All cells behind one gateway, by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cells: dict[Identifier, Cell] = Field(min_length=1)

    def twice(self) -> list[str]:
        """The programmes that stand in more than one cell."""
        named = [programme for cell in self.cells.values() for programme in cell.programmes]
        return sorted({it for it in named if named.count(it) > 1})


def caddyfile(told: Cells) -> str:
    """The configuration; ValueError where a programme stands in two cells."""
    if twice := told.twice():
        raise ValueError(f"in more than one cell: {', '.join(twice)}")
    first = next(iter(told.cells.values()))
    by_programme = (_by_programme(name, cell) for name, cell in told.cells.items())
    by_host = (_by_host(name, cell) for name, cell in told.cells.items())
    return "\n".join((_HEAD, *by_programme, *by_host, _to(first.gateway), "}", ""))


_HEAD = """\
{
	admin off
	auto_https off
	persist_config off
}

:{$MINSHENG_PORT:8080} {
	bind {$MINSHENG_BIND:127.0.0.1}
	handle /health {
		respond "ok" 200
	}"""


def _by_programme(name: str, cell: Cell) -> str:
    programmes = "|".join(re.escape(it) for it in cell.programmes)
    return f"""\
	@{name} path_regexp ^/(?:[^/]+/)*(?:{programmes})(?:[/.]|$)
	handle @{name} {{
	{_to(cell.gateway)}
	}}"""


def _by_host(name: str, cell: Cell) -> str:
    return f"""\
	@at-{name} header_regexp Host ^{name}\\.
	handle @at-{name} {{
	{_to(cell.gateway)}
	}}"""


def _to(gateway: str) -> str:
    return f"	reverse_proxy {gateway}"


def main(arguments: Iterable[str]) -> None:
    """Print the Caddyfile of a file of cells."""
    (name,) = arguments
    told = Cells.model_validate(tomllib.loads(Path(name).read_text(encoding="utf-8")))
    print(caddyfile(told))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
