"""What compliance is told from outside, which is what every service is told, and its folders."""

from pathlib import Path

from services._kit.settings import Settings

SQL = (Path(__file__).parent / "sql",)
STATIC = Path(__file__).parent / "static"

__all__ = ["SQL", "STATIC", "Settings"]
