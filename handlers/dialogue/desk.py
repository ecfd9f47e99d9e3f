"""What staff say of letters, mediation, more time and consults, before it is taken for a move."""

from handlers.dialogue import consults, deferrals, letters, mediating, plans, visiting
from handlers.effects import Effect
from handlers.situation import Situation

_ROOMS = (
    letters.decide,
    mediating.by_staff,
    visiting.by_staff,
    plans.decide,
    deferrals.ruled,
    consults.decide,
)


def decide(s: Situation) -> list[Effect] | None:
    """What the first room does that knows the words; None when none does."""
    return next((effects for room in _ROOMS if (effects := room(s)) is not None), None)
