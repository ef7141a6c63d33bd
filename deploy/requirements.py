"""The catalogue: ``python -m deploy.requirements`` writes docs/requirements.md from the packs."""

import sys
from collections.abc import Iterator

from deploy.generated import keep
from services.compliance.presentation.catalogue import Catalogue, Entry, catalogue
from services.compliance.rules.pack import load_pack, packs

HEAD = """# What is required

Written by `python -m deploy.requirements` from the rule packs; a running Minsheng shows the pack of
a programme at `/wall/{programme}/requirements`. Packs marked 【示例】 are invented and belong to no
real place. How to write one: [writing-a-pack.md](writing-a-pack.md).
"""


def document() -> str:
    """The document."""
    shown = [(name, catalogue(load_pack(name))) for name in packs()]
    return HEAD + "".join(part for name, each in shown for part in _pack(name, each))


def _pack(name: str, shown: Catalogue) -> Iterator[str]:
    yield f"\n## {name}\n\n《{shown.title}》，第{shown.version}版\n"
    for group, entries in shown.groups:
        yield f"\n### {group}\n\n"
        yield "| 编号 | 要求 | 条款 | 强度 | 适用 | 责任 | 限期 | 达标条件 |\n"
        yield "|--|--|--|--|--|--|--|--|\n"
        yield from map(_row, entries)
    if shown.changes:
        yield "\n### 修订\n\n"
        for change in shown.changes:
            yield f"- {change.since}起，{change.by}：{change.quote}。{'；'.join(change.new)}\n"
    yield "\n### 有争议的读法\n\n| 问题 | 本规则 | 另一读法 |\n|--|--|--|\n"
    for reading in shown.readings:
        yield f"| {reading.question} | {reading.chosen} | {reading.otherwise} |\n"
    yield "\n### 不判定的语句\n\n| 语句 | 理由 |\n|--|--|\n"
    for quote, reason in shown.not_judged:
        yield f"| {quote} | {reason} |\n"


def _row(entry: Entry) -> str:
    clause = "；".join(f"{quote}（{section}）" for section, quote in entry.quotes)
    limit = f"{entry.deadline}，{entry.late}"
    title = f"{entry.title}（推定）" if entry.inferred else entry.title
    cells = (
        f"`{entry.code}`",
        title,
        clause,
        entry.strength,
        entry.applies,
        entry.who,
        limit,
        entry.met_by,
    )
    return f"| {' | '.join(cells)} |\n"


def main(arguments: list[str]) -> int:
    """Write or check the file."""
    return keep("requirements.md", document(), "deploy.requirements", arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
