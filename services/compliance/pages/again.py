"""The page that shows a verdict beside what the stored log gives."""

from services.compliance.detail import verdict_json
from services.compliance.lookup import Looking
from services.compliance.pages.frame import WALL, page_router, refuse_before_import
from services.compliance.presentation import pages

router = page_router()


@router.get(f"{WALL}/activities/{{row}}/{{code}}/again")
async def again(row: str, code: str, look: Looking) -> str:
    """One verdict with its working, run again."""
    refuse_before_import(look)
    line, found = look.verdict(row, code)
    result = await look.again(found)
    made = verdict_json(line, found, look.as_of, await look.told(row, code))
    return pages.again(made, result.to_json(), live=look.live)
