"""Marks as people write them: hundredths on record, 92.5分 on paper."""

from decimal import Decimal, InvalidOperation

MOST = 1_000_000
"""In hundredths; what a fact can hold."""


def marks_words(hundredths: int) -> str:
    """92.5 for 9250: no trailing zeros, no floats."""
    sign, rest = ("-" if hundredths < 0 else ""), abs(hundredths)
    whole, part = divmod(rest, 100)
    return f"{sign}{whole}" + (f".{part:02d}".rstrip("0") if part else "")


def read_marks(typed: str) -> int | None:
    """9250 for 92.5; None for what is not a number of marks with at most two decimals."""
    try:
        exact = Decimal(typed.strip()) * 100
    except InvalidOperation:
        return None
    if not exact.is_finite() or exact != exact.to_integral_value() or not 0 <= exact <= MOST:
        return None
    return int(exact)
