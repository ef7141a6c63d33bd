"""Every page of compliance."""

from services.compliance.pages import wall

ROUTERS = (wall.router,)
