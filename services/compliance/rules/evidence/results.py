"""Evidence that the results of opinions are published: on the website, and in their own column."""

from collections.abc import Mapping

from contracts.events.announcer import OpinionResultsPublished
from contracts.events.registration import NoOpinionsDeclared, OpinionRecorded
from contracts.values import Channel
from services.compliance.judging.facts import Fact
from services.compliance.judging.publications import Publication, standing_since
from services.compliance.rules.context import Context
from services.compliance.rules.deadlines import Deadline
from services.compliance.rules.evidence.found import Evidence, first_of
from services.compliance.rules.evidence.hearing import contradicted
from services.compliance.rules.evidence.merging import merges


def results_published(context: Context, _limit: Deadline | None) -> Evidence:
    """The result of every opinion stands on the district website, whatever the column."""
    return _told(context, _on_the_website(context), "")


def results_in_column(context: Context, _limit: Deadline | None) -> Evidence:
    """The result of every opinion stands in the column that the policy names for results."""
    column = context.values.columns["opinion_results"]
    published = _on_the_website(context)
    right = [text for text in published if _column(text) == column]
    return _told(context, right, f"没有放在“{column}”栏目" if published else "")


def _on_the_website(context: Context) -> list[Publication]:
    return [
        text
        for text in context.history.publications
        if isinstance(text.event, OpinionResultsPublished)
        and text.event.channel is Channel.DISTRICT_WEBSITE
    ]


def _column(text: Publication) -> str:
    return text.event.column if isinstance(text.event, OpinionResultsPublished) else ""


def _told(context: Context, found: list[Publication], wrong: str) -> Evidence:
    """Done when the last opinion's result was out; that none came also does.

    What tells the result of an opinion tells that of those merged into it.
    """
    if (conflict := contradicted(context)) is not None:
        return conflict
    opinions = {event.opinion: fact for fact, event in context.history.of(OpinionRecorded)}
    if not opinions:
        return first_of([fact for fact, _ in context.history.of(NoOpinionsDeclared)])
    merged = merges(context)
    standing = {
        name: standing_since(
            [text for text in found if {name, _main(name, merged)} & set(_names(text))],
            context.now,
        )
        for name in opinions
    }
    out = [each for each in standing.values() if each is not None]
    facts = {fact.id: fact for each in out for fact in each.facts}
    facts |= {fact.id: fact for fact in opinions.values()}
    open_ = len(opinions) - len(out)
    if open_:
        return Evidence(
            facts=tuple(facts.values()), remark=wrong or f"{open_}条意见的办理结果尚未公开"
        )
    return Evidence(done_at=max(each.since for each in out), facts=tuple(facts.values()))


def _main(name: str, merged: Mapping[str, tuple[str, Fact]]) -> str:
    return merged[name][0] if name in merged else name


def _names(text: Publication) -> tuple[str, ...]:
    return text.event.opinions if isinstance(text.event, OpinionResultsPublished) else ()
