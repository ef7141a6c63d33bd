"""What the programme's policy asks, requirement by requirement, in the words of its pack."""

from services.compliance.lookup import Looking
from services.compliance.matrix import about
from services.compliance.pages.frame import WALL, page_router, refuse_before_import
from services.compliance.presentation import pages
from services.compliance.presentation.catalogue import catalogue

router = page_router()


@router.get(f"{WALL}/requirements")
async def requirements(look: Looking) -> str:
    """Every requirement, contested reading and sentence that is not judged."""
    refuse_before_import(look)
    assert look.snapshot.rules is not None  # noqa: S101 - refused just above
    shown = catalogue(look.snapshot.rules.pack)
    return pages.requirements(about(look.snapshot, look.as_of), shown, live=look.live)
