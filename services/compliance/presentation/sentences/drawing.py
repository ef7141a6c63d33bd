"""What the facts of a draw say. Those who drew are numbers there."""

from contracts.events import registration as said
from services.compliance.presentation import dates
from services.compliance.presentation.sentences.base import Units, sentence


@sentence.register
def _(event: said.DrawAnnounced, units: Units) -> str:
    del units
    source = event.seed_source
    return (
        f"公布抽签办法：{event.seats}个名额，候补{event.reserve}人，"
        f"随机数取{source.name}，{dates.moment_words(source.known_at)}公布"
    )


@sentence.register
def _(event: said.DrawQuotasRelaxed, units: Units) -> str:
    del units
    return f"抽签比例放宽，原因：{event.reason}"


@sentence.register
def _(event: said.DrawSeedSourceNamed, units: Units) -> str:
    del units
    source = event.seed_source
    return (
        f"随机数改取{source.name}，{dates.moment_words(source.known_at)}公布，原因：{event.reason}"
    )


@sentence.register
def _(event: said.DrawSealed, units: Units) -> str:
    del units
    return f"{event.pool}份报名封存，等随机数公布"


@sentence.register
def _(event: said.DrawSeedEntered, units: Units) -> str:
    del units
    done = f"更正为{event.value}，原因：{event.reason}" if event.reason else f"录入：{event.value}"
    return f"抽签随机数{done}"


@sentence.register
def _(event: said.DrawSeedAbsent, units: Units) -> str:
    del units
    return f"随机数暂不可用：{event.reason}"


@sentence.register
def _(event: said.DrawRevealed, units: Units) -> str:
    del units
    reserve = f"，候补{len(event.reserve)}人" if event.reserve else ""
    return f"抽签揭晓：抽中{len(event.drawn)}人{reserve}"
