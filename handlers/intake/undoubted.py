"""What only sounds like a danger where it is said: nobody is asked about it."""

from dataclasses import replace

from handlers.intake.account import of_message
from handlers.intake.telling_on import goes_on_with_own
from handlers.situation import Situation
from handlers.understanding.reading import Cue, Matter, Reading


def without_own(s: Situation, reading: Reading) -> Reading:
    """今天又冒烟了, or 抬了抬了, said by who told of the grill or the barrier before: no word tells of a danger.

    Nor is who answers a survey (钱还没见着) asked whether somebody drowns: a person looks at it.
    """
    matter = reading.possible_danger
    if matter is None:
        return reading
    if (s.survey is not None and _is_answer(s, matter)) or _cannot_be_known(reading, matter):
        return replace(reading, possible_danger=None, faint_danger=matter)
    of_own = bool(s.mine) and bool(reading.cues & {Cue.STILL_BROKEN, Cue.RECOVERED})
    if not matter.is_felt or not (of_own or goes_on_with_own(s, of_message(s, reading))):
        return reading
    return replace(reading, possible_danger=None)


def _cannot_be_known(reading: Reading, matter: Matter) -> bool:
    """敲门没人应: whoever stands at a shut door cannot say whether there is danger behind it; somebody goes there."""
    is_sure = reading.is_report and not reading.is_unsure and matter.leaf == "medical_emergency"
    return is_sure and reading.matters[0].leaf == "care_visit"


def _is_answer(s: Situation, matter: Matter) -> bool:
    is_private = s.world.categories.leaf(matter.leaf).is_private
    return s.group is None and matter.is_felt and not is_private
