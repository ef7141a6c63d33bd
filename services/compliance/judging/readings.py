"""Evidence that contradicts itself is read in every consistent way; a person decides between them.

Where all readings come to the same verdict the machine decides, and flags the contradiction.
"""

from functools import lru_cache
from itertools import product

from services.compliance.judging.contradictions import (
    contradictory_receipts,
    differ,
)
from services.compliance.judging.facts import Fact
from services.compliance.judging.history import History, Reading
from services.compliance.judging.pages_found import doubts


@lru_cache(maxsize=256)  # the same facts are judged again at every midnight
def readings(facts: tuple[Fact, ...]) -> tuple[History, ...]:
    """Every consistent reading of the facts, the cautious one first; usually there is just one."""
    first = History(facts, Reading())
    contested = any(publication.contested for publication in first.publications)
    held_twice = any(differ(session.held_by) for session in first.all_sessions)
    disputed = any(len({word[-1][1] for word in words}) > 1 for words in first.attendance)
    combinations = product(
        (False, True) if contested else (False,),
        (False, True) if held_twice else (False,),
        (False, True) if disputed else (False,),
        (False, True) if contradictory_receipts(facts) else (False,),
        (False, True) if any(session.disputed for session in first.all_sessions) else (False,),
        (False, True) if doubts(facts) else (False,),
    )
    others = (
        Reading(
            "claimed" if claimed else "cautious",
            "latest" if latest else "earliest",
            "most" if most else "least",
            "earliest" if earliest else "latest",
            "void" if void else "believed",
            "recorded" if recorded else "found",
        )
        for claimed, latest, most, earliest, void, recorded in combinations
        if claimed or latest or most or earliest or void or recorded
    )
    return (first, *(History(facts, reading) for reading in others))
