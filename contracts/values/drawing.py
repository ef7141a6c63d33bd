"""The parts of a draw (抽签): what is asked of applicants, quotas, where the seed comes from."""

from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.values.basic import Count, Instant, Line
from contracts.values.parts import Value

DrawKey = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
"""What an attribute or one of its values is called in a bundle; people read the label."""


class DrawOption(Value):
    """One value of an attribute."""

    value: DrawKey
    label: Line


class DrawAttribute(Value):
    """One thing that is asked of everybody who signs up, such as 年龄段."""

    attribute: DrawKey
    label: Line
    values: tuple[DrawOption, ...] = Field(min_length=1)


class DrawQuota(Value):
    """How many of the seats go to people of one value."""

    attribute: DrawKey
    value: DrawKey
    at_least: Count
    at_most: Count


class SeedSource(Value):
    """A public source of randomness, named before anybody can know what it will say.

    ``form`` tells people how the seed is written down, ``pattern`` tells a program: two ways to
    write one number would be two draws to choose from.
    """

    name: Line
    address: Line
    known_at: Instant
    form: Line
    pattern: Line


class MovedUp(Value):
    """A drawn applicant had left by the reveal, and a reserve moved up; numbers of the draw."""

    entry: Count
    by: Count | None = None
    rank: Count | None = None
