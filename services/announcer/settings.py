"""What the announcer is told from outside, which is what every service is told, and its folders."""

from pathlib import Path

from services._kit.settings import Settings

SQL = (Path(__file__).parent / "sql",)
TEMPLATES = Path(__file__).parent / "templates"

__all__ = ["SQL", "TEMPLATES", "Settings"]
