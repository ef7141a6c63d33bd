"""The season: a whole simulated year of one programme, played through the services' own APIs.

``daxing-2023/`` holds the acts as data, ``expected.toml`` what the wall must then say, worked out
by hand, ``planted.toml`` the faults that were put in on purpose.
"""

from datetime import UTC, datetime

PROGRAMME = "daxing-2023"
SEASON_START = datetime(2023, 7, 31, 16, tzinfo=UTC)  # 1 August, 0:00 in Beijing
SEASON_END = datetime(2023, 12, 31, 16, tzinfo=UTC)  # 1 January 2024, 0:00 in Beijing
