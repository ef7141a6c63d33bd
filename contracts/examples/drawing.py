"""One realistic example of every event of registration's draw."""

from contracts.event import DomainEvent
from contracts.events import registration
from contracts.examples.story import OPEN_11, SHA256, at
from contracts.values import DrawAttribute, DrawOption, DrawQuota, MovedUp, SeedSource

SOURCE = SeedSource(
    name="双色球第2023107期开奖号码",
    address="https://example.org/draws/2023107",
    known_at=at(12, 22),
    form="六个红球从小到大，再写蓝球，每个两位数字，用空格隔开",
    pattern=r"(\d\d ){6}\d\d",
)
QUOTAS = (
    DrawQuota(attribute="category", value="parent", at_least=6, at_most=9),
    DrawQuota(attribute="age", value="from_sixty", at_least=3, at_most=8),
)
S1 = {**OPEN_11, "session": "s1"}

EXAMPLES: tuple[DomainEvent, ...] = (
    registration.DrawAnnounced(
        **S1,
        seats=20,
        reserve=5,
        attributes=(
            DrawAttribute(
                attribute="category",
                label="类别",
                values=(
                    DrawOption(value="parent", label="家长代表"),
                    DrawOption(value="other_public", label="其他群众代表"),
                ),
            ),
            DrawAttribute(
                attribute="age",
                label="年龄段",
                values=(
                    DrawOption(value="below_sixty", label="18—59岁"),
                    DrawOption(value="from_sixty", label="60岁及以上"),
                ),
            ),
        ),
        quotas=QUOTAS,
        seed_source=SOURCE,
        terms_sha256=SHA256,
    ),
    registration.DrawQuotasRelaxed(
        **S1,
        quotas=QUOTAS[:1],
        reason="60岁及以上只有2人报名",
        terms_sha256=SHA256,
    ),
    registration.DrawSeedSourceNamed(
        **S1,
        seed_source=SOURCE.model_copy(
            update={"name": "双色球第2023108期开奖号码", "known_at": at(14, 22)}
        ),
        reason="第2023107期停售",
        terms_sha256=SHA256,
    ),
    registration.DrawSealed(
        **S1,
        pool=86,
        pool_sha256=SHA256,
        panels=1000,
        lowest=217,
        highest=333,
        entries_sha256=SHA256,
        seal=SHA256,
        sealed_sha256=SHA256,
        terms_sha256=SHA256,
    ),
    registration.DrawSeedEntered(
        **S1,
        value="03 07 12 19 22 31 08",
        published_at=at(12, 22),
        evidence="https://example.org/draws/2023107",
        evidence_sha256=SHA256,
        entered_by="handler-jiugong",
    ),
    registration.DrawSeedAbsent(
        **S1,
        reason="开奖网站打不开",
        evidence="https://example.org/draws/2023107",
        declared_by="handler-jiugong",
    ),
    registration.DrawRevealed(
        **S1,
        panel=417,
        drawn=(3, 7, 11, 12, 52),
        reserve=(17, 40),
        moved_up=(MovedUp(entry=52, by=17, rank=1),),
        result_sha256=SHA256,
        bundle_sha256=SHA256,
    ),
)
