"""Every page of compliance."""

from services.compliance.pages import again, catalogue, wall

ROUTERS = (wall.router, catalogue.router, again.router)
