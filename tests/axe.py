"""What axe finds wrong with a page. Only that comes back: all it looked at weighs megabytes."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

GRAVE = frozenset({"serious", "critical"})
ALL = GRAVE | {"minor", "moderate"}


async def violations(
    page: Page, impacts: frozenset[str] = GRAVE, *, without: str | None = None
) -> list[str]:
    """Each violation with the first element it was found on; by default only what is grave.

    ``without`` names what another test looks at: the wall's 572 cells take seconds.
    """
    context = {"exclude": [[without]]} if without else None
    found = await Axe().run(page, context, options={"resultTypes": ["violations"]})
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}"
        for each in found.response["violations"]
        if each["impact"] in impacts
    ]
