"""Facts from elsewhere that make the announcer act: none. It reads routine units, see views."""

from services._kit.reactions import Reaction

REACTIONS: tuple[Reaction, ...] = ()
