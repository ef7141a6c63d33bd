"""The reference package: maximin over the same pool, with the solver that it brings."""

import json
import sys
import time

from sortition_algorithms.committee_generation import find_distribution_maximin
from sortition_algorithms.features import read_in_features
from sortition_algorithms.people import read_in_people
from sortition_algorithms.settings import Settings

OTHERS = {"category": ("parent", "enterprise", "other"), "age": ("18_35", "36_59", "60")}


def main() -> None:
    """Read the pool, then time the distribution."""
    given = json.load(sys.stdin)
    quotas = {value: (low, high) for value, low, high in given["quotas"]}
    rows = [
        {"feature": name, "value": value, "min": str(low), "max": str(high)}
        for name, values in OTHERS.items()
        for value in values
        for low, high in [quotas.get(value, (0, given["seats"]))]
    ]
    features, _, _ = read_in_features(["feature", "value", "min", "max"], rows)
    settings = Settings(id_column="id", columns_to_keep=[], check_same_address=False)
    head = ["id", *OTHERS]
    body = [
        {"id": str(number), "category": category, "age": age}
        for number, (category, age) in enumerate(given["kinds"])
    ]
    people, _ = read_in_people(head, body, features, settings)
    begun = time.perf_counter()
    committees, chances, _ = find_distribution_maximin(features, people, given["seats"], [])
    seconds = time.perf_counter() - begun
    if any(len(committee) != given["seats"] for committee in committees):
        sys.exit("a committee of another size")
    if abs(sum(chances) - 1) > 1e-6:
        sys.exit("its chances do not sum to 1")
    print(json.dumps({"": 1 / seconds}))  # noqa: T201 - the answer to the parent


if __name__ == "__main__":
    main()
