"""Running a verdict again, as JSON."""

from fastapi import APIRouter

from services.compliance.http import ONE
from services.compliance.lookup import Looking
from services.compliance.matrix import Json

router = APIRouter(prefix="/api/compliance")


@router.get(f"{ONE}/activities/{{row}}/verdicts/{{code}}/again")
async def get_again(row: str, code: str, look: Looking) -> Json:
    """The verdict computed anew from the stored log, and whether it is what is shown."""
    _, verdict = look.verdict(row, code)
    return (await look.again(verdict)).to_json()
