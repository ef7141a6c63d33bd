"""A rush for 30 seats at two real replicas: nothing lost, nothing doubled, no seat given twice."""

from tests.registration.crowd import Crowd
from tests.registration.rush import SIGN_UP, stage
from tests.registration.rush_check import prove

SIGN_UPS, CLIENTS = 600, 60


async def test_a_crowd_behind_one_address_gets_exactly_what_it_was_told() -> None:
    async with stage(durable=False) as here:
        crowd = Crowd.of(SIGN_UPS, SIGN_UP, here.replicas)
        await crowd.rush(CLIENTS)
        assert crowd.answers["cut"], "no connection was cut"
        assert await prove(here, crowd) == []
