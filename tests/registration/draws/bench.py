"""A draw on real servers: open-11 of 旧宫镇, three seats, seven people, an age asked besides."""

from dataclasses import dataclass, field
from typing import Any

from tests.registration.pages_bench import API, CODE, DESK, SIGN_UP, Site, opened
from tests.serving import HANDLER, RESIDENT, eventually

__all__ = ["CODE", "DESK", "SIGN_UP"]

DRAW = API + "/draw"
CLOSES = "2023-09-11T18:00:00+08:00"
KNOWN = "2023-09-12T10:00:00+08:00"
AFTER = "2023-09-12T10:01:00+08:00"
SEED = "4f1c" * 16
EVIDENCE = "https://example.org/public/3301766"
SOURCE = {
    "name": "drand第3301766轮",
    "address": EVIDENCE,
    "known_at": KNOWN,
    "form": "64位小写十六进制",
    "pattern": "[0-9a-f]{64}",
}
LATER = {**SOURCE, "name": "drand第3302000轮", "known_at": "2023-09-12T12:00:00+08:00"}
AGE = {
    "attribute": "age",
    "label": "年龄段",
    "values": [
        {"value": "young", "label": "18—59岁"},
        {"value": "old", "label": "60岁及以上"},
    ],
}
TERMS: dict[str, Any] = {
    "session": "s1",
    "seats": 3,
    "reserve": 2,
    "attributes": [AGE],
    "quotas": [
        {"attribute": "category", "value": "parent", "at_least": 1, "at_most": 2},
        {"attribute": "age", "value": "old", "at_least": 1, "at_most": 2},
    ],
    "seed_source": SOURCE,
}
S1 = {"session": "s1"}
PEOPLE = (
    ("赵一", "parent", "young"),
    ("钱二", "parent", "old"),
    ("孙三", "parent", "young"),
    ("李四", "other_public", "old"),
    ("周五", "other_public", "young"),
    ("吴六", "enterprise", "young"),
    ("郑七", "enterprise", "old"),
)


@dataclass
class Drawn:
    """The draw as it goes on."""

    site: Site
    codes: list[str] = field(default_factory=list)

    @property
    def pool(self) -> Any:
        return self.site.api.running.pool

    async def announced(self, **terms: Any) -> None:
        await self.site.api.record(DRAW, TERMS | terms, HANDLER)
        await opened(self.site, seats="3", rule="draw")

    async def signed_up(self, people: tuple[tuple[str, str, str], ...] = PEOPLE) -> None:
        for number, (name, category, age) in enumerate(people):
            body = {
                "name": name, "phone": f"1380000000{number}", "category": category,
                "attributes": {"age": age}, **S1,
            }  # fmt: skip
            answer = await self.site.api.post(API + "/sign-ups", body, RESIDENT)
            assert answer.status_code == 200, answer.text
            self.codes.append(answer.json()["code"])

    async def closed(self) -> None:
        self.site.api.clock.set(CLOSES)

    async def sealed(self) -> None:
        await self.closed()

        async def there() -> bool:
            return bool(await self.pool.fetchval("select count(*) from draw_bundle"))

        await eventually(there)

    async def entered(self, value: str = SEED) -> None:
        self.site.api.clock.set(AFTER)
        seed = {**S1, "value": value, "published_at": KNOWN, "evidence": EVIDENCE}
        await self.site.api.record(DRAW + "/seed", seed, HANDLER)

    async def revealed(self) -> None:
        await self.site.api.record(DRAW + "/reveal", S1, HANDLER)

    async def all(self) -> None:
        """Everything."""
        await self.announced()
        await self.signed_up()
        await self.sealed()
        await self.entered()
        await self.revealed()

    async def bundle(self) -> str:
        """What anybody downloads."""
        answer = await self.site.api.get(DRAW + "/bundle.jsonl?session=s1")
        assert answer.status_code == 200, answer.text
        return answer.text

    async def person(self, number: int) -> str:
        """Who has a number."""
        found: str = await self.pool.fetchval(
            "select person from draw_entry where entry = $1", number
        )
        return found
