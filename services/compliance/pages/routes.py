"""Every page of compliance."""

from services.compliance.pages import again, catalogue, planning, wall

ROUTERS = (wall.router, catalogue.router, again.router, planning.router)
