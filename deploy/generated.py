"""Documents that are written from the product itself: written, or compared with what is there."""

from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def keep(name: str, wanted: str, command: str, arguments: list[str]) -> int:
    """Write the document ``name`` (below docs), or with ``--check`` say if it is up to date."""
    file = DOCS / name
    if "--check" not in arguments:
        file.write_text(wanted, encoding="utf-8")
        return 0
    if not file.exists() or file.read_text(encoding="utf-8") != wanted:
        shown = file.resolve().relative_to(DOCS.parent)
        print(f"not up to date: {shown}; run python -m {command}")  # noqa: T201
        return 1
    return 0
