"""What staff say of a danger among the residents: those who decide about it hear it at once."""

import re
from datetime import timedelta

from handlers.duplicates import may_be_one_spot
from handlers.effects import Effect, Judge, Note, Say
from handlers.intake.joining import latest
from handlers.permissions import GRID
from handlers.situation import CaseView, Situation
from handlers.speech import To, ToDepartment, ToRole
from handlers.texts import Text
from handlers.understanding.masking import mask
from handlers.understanding.reading import Intent, Reading
from handlers.wording import salutation
from storage.codes import CaseState, Role

_WITHIN = timedelta(hours=24)
_SEES = re.compile(
    r"到(?:了|现场|场|楼下|桥|地方|跟前)|看(?:了|过|见|到|着)|现场|确实|没(?:有)?(?:人|事|着火|火|险)|(?:火|人|气|电|水).{0,3}(?:灭|救|找|断|关|停|退)"
    r"|还在|还有|撤(?:了|出|离)|已经?|正在|来了|封(?:住|了|路)|围(?:住|好|挡)"
)


def told(s: Situation) -> list[Effect] | None:
    """The words go to the desks and to the departments on the way; None when no danger is on."""
    alarm = next((v for v in s.nearby if _is_on(s, v)), None)
    if alarm is None or not _SEES.search(s.message.text):
        return None
    words, who = mask(s.message.text)[:80], salutation(s.speaker.person.name)
    text = Text("emergency.staff_said", {"who": who, "words": words})
    to: list[To] = [ToRole(Role.COUNTY_DUTY, s.world.directory.top.id)]
    if alarm.case.region_id is not None:
        to.append(ToRole(Role.TOWNSHIP_DUTY, alarm.case.region_id))
    to += [ToDepartment(w.department_id) for w in alarm.in_force]
    return [
        Note(alarm.id, s.message.text, _role(s)),
        *(Say(one, text, alarm.id, urgent=True) for one in to),
        Judge(Intent.STAFF_TALK.value, alarm.id),
    ]


def of_known(s: Situation, reading: Reading) -> list[Effect] | None:
    """供电所说变压器烧了: staff speak of the matter that residents told of here; they report nothing."""
    if not reading.is_report:
        return None
    view = latest(s)
    if view is None or all(matter.leaf != view.case.leaf for matter in reading.matters):
        return None
    if reading.place.is_specific and not may_be_one_spot(reading.place.text, view.case.place):
        return None
    noted = Note(view.id, mask(s.message.text), _role(s))
    return [noted, Judge(Intent.STAFF_TALK.value, view.id)]


def _role(s: Situation) -> Role:
    return min(s.speaker.roles(), key=lambda one: (one not in GRID, one.value))


def _is_on(s: Situation, view: CaseView) -> bool:
    case = view.case
    is_open = case.state is CaseState.EMERGENCY and not case.is_private
    return is_open and s.now - case.opened_at <= _WITHIN
