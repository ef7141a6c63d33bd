"""A draw that was announced is the only open way to its seats."""

from contracts.values import SelectionMethod
from services.registration.domain.seats import ConfirmSeat
from tests.registration.draws.drawn import ANNOUNCED, Drawing
from tests.registration.people import PREPARED


def test_until_the_reveal_nobody_is_chosen_openly_beside_the_draw() -> None:
    """Neither before the seal, where it would take people out of the pool, nor after it."""
    openly = ConfirmSeat(session="s1", person="p-1", method=SelectionMethod.OPEN_SELECTION)
    invited = openly.model_copy(update={"method": SelectionMethod.DIRECTED_INVITATION})
    announced = Drawing()
    announced.give(PREPARED, ANNOUNCED)
    for drawing in (announced, Drawing().sealed()):
        assert drawing.refused(openly) == "draw_announced"
        assert not drawing.refused(invited)
