"""Every page of compliance."""

from services.compliance.pages import again, around, calendars, catalogue, planning, wall

ROUTERS = (
    wall.router,
    around.router,
    catalogue.router,
    again.router,
    planning.router,
    calendars.router,
)
