"""A real process of registration is killed while the gateway already has what it sent."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from contracts.events import registration as said
from contracts.values import PersonCategory
from deploy.local.nats import NatsServer
from tests.processes import process
from tests.registration.telling_bench import ABOUT, MOBILE, SECRET, Gateway, Outbox
from tests.serving import eventually

PEOPLE = 25


@pytest.fixture
def environment(outbox: Outbox, nats_server: NatsServer, tmp_path: Path) -> dict[str, str]:
    key = OKPKey.generate_key("Ed25519")
    key.ensure_kid()
    private = dict(key.as_dict(private=True))
    public = {name: value for name, value in private.items() if name != "d"}
    signing, keys = tmp_path / "signing.jwk", tmp_path / "keys.json"
    signing.write_text(json.dumps(private))
    keys.write_text(json.dumps({"keys": [public]}))
    return {
        "PATH": os.environ["PATH"],
        "MINSHENG_DATABASE_URL": outbox.dsn,
        "MINSHENG_NATS_URL": nats_server.url,
        "MINSHENG_TOKEN_KEYS_FILE": str(keys),
        "MINSHENG_SIGNING_KEY_FILE": str(signing),
        "MINSHENG_VAULT_KEYS_FILE": str(outbox.keys),
        "MINSHENG_SMS_WEBHOOK_SECRET": SECRET,
    }


async def test_a_sender_killed_between_sending_and_marking_loses_and_repeats_nothing(
    outbox: Outbox, environment: dict[str, str]
) -> None:
    for number in range(PEOPLE):
        person = await outbox.person(f"p{number}", phone=MOBILE)
        await outbox.happen(
            said.RepresentativeInvited(
                **ABOUT, session="s1", person=person, category=PersonCategory.PARENT
            )
        )
    gateway = Gateway()
    environment["MINSHENG_SMS_WEBHOOK_URL"] = gateway.url

    async def some_are_taken() -> bool:
        return len(gateway.taken) >= 5

    async def all_are_sent() -> bool:
        return {state for _, _, state, _ in await outbox.rows()} == {"sent"}

    async with gateway.open(silent=True):
        async with process("registration", environment) as first:
            await eventually(some_are_taken, 120)
            first.kill9()
        taken_before = set(gateway.taken)
        assert await outbox.pool.fetchval("select count(*) from message where state = 'sent'") == 0
        gateway.answering.set()
        async with process("registration", environment), process("registration", environment):
            await outbox.time_passes()
            await eventually(all_are_sent, 120)

    asked = Counter(headers["idempotency-key"] for headers, _ in gateway.asked)
    assert len(gateway.taken) == PEOPLE == len(asked)
    assert taken_before <= {id_ for id_, times in asked.items() if times > 1}
