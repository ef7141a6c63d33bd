"""Who writes to whom: the frame of a reminder, from the plan and the settings."""

from contracts.events.compliance import UnitReminded
from services.compliance.board import Snapshot
from services.compliance.matrix import unit_names
from services.compliance.presentation.cell import address
from services.compliance.reminding.texts import Letter
from services.compliance.settings import Settings


def letter(settings: Settings, snapshot: Snapshot, event: UnitReminded) -> Letter:
    """The frame of a reminder that was recorded."""
    programme = snapshot.programme
    names, imported = unit_names(snapshot), programme.imported
    office = imported.office_unit if imported else None
    rows = {(item.row, item.code) for item in event.items}
    row, code = next(iter(rows))
    page = address(programme.id, row, code) if len(rows) == 1 else f"/wall/{programme.id}"
    return Letter(
        kind=event.kind,
        unit=names.get(event.unit, event.unit),
        office=names.get(office, office) if office else "",
        on=event.on,
        page=str(settings.public_url).rstrip("/") + page,
    )
