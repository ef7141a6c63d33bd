"""Terms and applicants are looked over when they are made, and a refusal names the field."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from services._kit.decider import Refused
from services.registration.drawing.lottery import prepare
from services.registration.drawing.terms import Applicant, Attribute, Quota, SeedSource
from tests.registration.drawing.pools import AGE, CATEGORY, SEX, SOURCE, people, terms

RULES = terms(3, [("enterprise", 1, 2)])
LEAF = "a" * 64


@pytest.mark.parametrize(
    ("make", "reason", "field"),
    [
        (lambda: replace(RULES, seats=0), "out_of_range", "seats"),
        (lambda: replace(RULES, reserve=-1), "out_of_range", "reserve"),
        (lambda: replace(RULES, activity=" "), "malformed", "activity"),
        (lambda: replace(RULES, session="第一场\n"), "malformed", "session"),
        (lambda: replace(RULES, attributes=(AGE,), quotas=()), "no_category", "attributes"),
        (lambda: replace(RULES, attributes=(CATEGORY, CATEGORY)), "repeated", "attributes"),
        (lambda: replace(RULES, quotas=RULES.quotas * 2), "repeated", "quotas"),
        (lambda: replace(RULES, quotas=(Quota("sex", "f", 0, 1),)), "unknown_value", "quotas"),
        (lambda: replace(RULES, quotas=(Quota("age", "f", 0, 1),)), "unknown_value", "quotas"),
        (lambda: Quota("sex", "f", 2, 1), "out_of_range", "quotas"),
        (lambda: Quota("sex", "f", -1, 1), "out_of_range", "quotas"),
        (lambda: Attribute("Sex", "性别", SEX.values), "malformed", "attributes"),
        (lambda: Attribute("sex", "", SEX.values), "malformed", "attributes"),
        (lambda: Attribute("sex", "性别", ()), "empty", "attributes"),
        (lambda: Attribute("sex", "性别", (("f", "女"), ("f", "男"))), "repeated", "attributes"),
        (lambda: Attribute("sex", "性别", (("女", "女"),)), "malformed", "attributes"),
        (lambda: replace(SOURCE, name=""), "malformed", "seed_source"),
        (lambda: replace(SOURCE, pattern="["), "malformed", "seed_source"),
        (lambda: replace(SOURCE, pattern="(a|a)*b"), "malformed", "seed_source"),  # takes for ever
        (
            lambda: replace(SOURCE, moment=datetime(2023, 10, 12)),  # noqa: DTZ001
            "no_time_zone",
            "seed_source",
        ),
        (lambda: Applicant("A" * 64, ()), "malformed", "leaf"),
        (lambda: Applicant(LEAF, (("age", "60"), ("age", "18_35"))), "repeated", "values"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_field(
    make: Callable[[], object], reason: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        make()
    assert (refused.value.reason, refused.value.field) == (reason, field)


@pytest.mark.parametrize(
    ("applicants", "reason", "field"),
    [
        ([Applicant(LEAF, (("category", "other"),))], "incomplete", "values"),
        ([Applicant(LEAF, (("category", "mayor"), ("age", "60")))], "unknown_value", "values"),
        (people([("other", "60")]) * 2, "repeated", "leaf"),
    ],
)
def test_applicants_that_do_not_fit_the_terms_are_refused(
    applicants: list[Applicant], reason: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        prepare(RULES, applicants)
    assert (refused.value.reason, refused.value.field) == (reason, field)


def test_terms_and_applicants_can_be_keys_and_values_have_one_order() -> None:
    assert len({RULES, terms(3, [("enterprise", 1, 2)])}) == 1
    pair = (("age", "60"), ("category", "other"))
    assert Applicant(LEAF, pair) == Applicant(LEAF, pair[::-1])


def test_a_seed_source_keeps_what_it_was_given() -> None:
    assert isinstance(SOURCE, SeedSource)
    assert RULES.label("age", "60") == "60岁及以上"
