"""What livestream is told from outside, which is what every service is told, and its folder."""

from pathlib import Path

from services._kit.settings import Settings

SQL = Path(__file__).parent / "sql"

__all__ = ["SQL", "Settings"]
