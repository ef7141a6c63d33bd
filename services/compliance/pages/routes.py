"""Every page of compliance."""

from services.compliance.pages import (
    again,
    around,
    assessment,
    calendars,
    catalogue,
    planning,
    publishing,
    reminders,
    reviews,
    routine_units,
    wall,
)

ROUTERS = (
    wall.router,
    around.router,
    catalogue.router,
    again.router,
    planning.router,
    publishing.router,
    calendars.router,
    assessment.router,
    reviews.router,
    reminders.router,
    routine_units.router,
)
