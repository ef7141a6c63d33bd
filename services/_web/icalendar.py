"""How every calendar file of ours begins (RFC 5545): its name, its zone, how often to ask again."""

from datetime import date, timedelta

from icalendar import Calendar, Timezone

from contracts.values import BEIJING

MEDIA_TYPE = "text/calendar; charset=utf-8"
ZONE_SINCE = date(2000, 1, 1)
"""China has kept one offset since long before; no entry is older."""


def new_calendar(name: str, product: str) -> Calendar:
    """A calendar without entries."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Minsheng//{product}//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", BEIJING.key)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    calendar.add_component(Timezone.from_tzid(BEIJING.key, first_date=ZONE_SINCE))
    return calendar
