"""The two frames in which registration's pages stand: citizens' and the desk."""

from services._web.pages import Pages
from services.registration.pages import wording

CITIZENS = Pages("services.registration", "layout_public.html", "/sign-up/static/files")
DESK = Pages("services.registration", "layout_desk.html", "/desk/static/files")

for _pages in (CITIZENS, DESK):
    _pages.environment.globals["wording"] = wording
    _pages.environment.filters["whole"] = wording.whole
