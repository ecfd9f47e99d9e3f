"""What staff say of who answers for a case, and what becomes of it."""

from handlers.dialogue.plan_words import understand_plan
from handlers.effects import Effect, Judge
from handlers.governance import plans
from handlers.situation import Situation
from handlers.understanding.reading import Intent


def decide(s: Situation) -> list[Effect] | None:
    """The case has its leader and plan; None when the words are about something else."""
    said = understand_plan(s.message.text)
    view = s.named or s.last_told
    if said is None or view is None:
        return None
    step = plans.PlanStep(s.speaker, view, s.papers.plan, s.now, s.world)
    return [*plans.write(step, *said), Judge(Intent.STAFF_TALK.value, view.id)]
