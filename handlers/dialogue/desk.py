"""What staff say of letters, plans and wishes for more time, before it is taken for a move of a case."""

from handlers.dialogue import deferrals, letters, plans
from handlers.effects import Effect
from handlers.situation import Situation

_ROOMS = (letters.decide, plans.decide, deferrals.ruled)


def decide(s: Situation) -> list[Effect] | None:
    """What the first room does that knows the words; None when none does."""
    return next((effects for room in _ROOMS if (effects := room(s)) is not None), None)
