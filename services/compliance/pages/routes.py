"""Every page of compliance."""

from services.compliance.pages import again, calendars, catalogue, planning, wall

ROUTERS = (wall.router, catalogue.router, again.router, planning.router, calendars.router)
