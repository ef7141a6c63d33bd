"""Every page of compliance."""

from services.compliance.pages import (
    again,
    around,
    assessment,
    calendars,
    catalogue,
    planning,
    reminders,
    reviews,
    wall,
)

ROUTERS = (
    wall.router,
    around.router,
    catalogue.router,
    again.router,
    planning.router,
    calendars.router,
    assessment.router,
    reviews.router,
    reminders.router,
)
