"""The ladder of asking (3e): chat, short message, telephone, door; and when it may be climbed."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from handlers.lifecycle.timing.deadlines import next_at
from handlers.lifecycle.timing.working_time import CHINA
from handlers.policy import Policy
from handlers.situation import CaseView, Reach
from storage.codes import SurveyChannel, SurveyKind, Urgency
from storage.tables.survey import Survey, SurveyAttempt

_URGENT = (Urgency.U0, Urgency.U1)
_AGED = re.compile(
    r"(?:我|俺|咱|老汉|老婆子)(?:今年|都|也|已经)*(?:[六七八九]十|[6-9]\d)(?:多|好几|[一-九])?岁?"
    r"|年纪大|岁数大|上(?:了)?(?:年纪|岁数)|不识字|眼(?:神)?(?:花|不好)|不会(?:摆弄|使|用)手机"
)
_PARTS = (time(10), time(15), time(19))  # a second call falls into another part of the day
_APART = timedelta(hours=3)


def ways(survey: Survey, view: CaseView, reach: Reach) -> tuple[SurveyChannel, ...]:
    """Every way to ask this reporter, in order, each as often as it may be tried.

    Who can be reached by chat alone gets one reminder there (3d). A visit is for the old, for whom
    nothing else reaches, and for what is urgent and not known to be solved.
    """
    person = reach.person
    if survey.kind is SurveyKind.RESAMPLE:
        return (SurveyChannel.PHONE,) if person.phone and person.muted_at is None else ()
    if person.muted_at is not None or survey.kind is not SurveyKind.RESULT:
        return (SurveyChannel.CHAT,) if reach.has_chat and person.muted_at is None else ()
    sms = (SurveyChannel.SMS,) if person.phone and person.sms_agreed_at else ()
    phone = (SurveyChannel.PHONE,) * 2 if person.phone else ()
    chat = (SurveyChannel.CHAT,) * (1 if phone else 2) if reach.has_chat else ()
    needed = view.case.urgency in _URGENT or not (chat or phone) or is_aged(view, survey.person_id)
    return (*chat, *sms, *phone, *((SurveyChannel.VISIT,) if needed else ()))


def next_way(
    survey: Survey, view: CaseView, reach: Reach, tried: Iterable[SurveyAttempt]
) -> SurveyChannel | None:
    """The way to try now; None when every way has been tried."""
    left = list(ways(survey, view, reach))
    for one in tried:
        if one.channel in left:
            left.remove(one.channel)
    return left[0] if left else None


def wait_of(way: SurveyChannel, tried: Sequence[SurveyAttempt], policy: Policy) -> timedelta:
    """How long an answer is waited for, once this way is tried after those."""
    match way:
        case SurveyChannel.CHAT if tried:
            return policy.survey_give_up_after - policy.survey_remind_after
        case SurveyChannel.CHAT:
            return policy.survey_remind_after
        case SurveyChannel.SMS:
            return policy.survey_sms_wait
        case SurveyChannel.PHONE | SurveyChannel.VISIT:
            return policy.survey_call_wait


def is_aged(view: CaseView, person_id: int) -> bool:
    """True when the reporter's own words on this case say so; nothing of it is kept."""
    return any(r.person_id == person_id and _AGED.search(r.words) for r in view.reports)


def may_ask(moment: datetime, policy: Policy) -> bool:
    """True in the part of the day in which residents are asked and called."""
    return policy.survey_from <= moment.astimezone(CHINA).time() < policy.survey_until


def asking_time(moment: datetime, policy: Policy) -> datetime:
    """`moment`, or the morning after when nobody may be asked then."""
    return moment if may_ask(moment, policy) else next_at(policy.survey_hour, moment)


def other_part(moment: datetime, policy: Policy) -> datetime:
    """When to call again whom a call did not reach: another part of the day, hours later."""
    here = (moment + _APART).astimezone(CHINA)
    later = [part for part in _PARTS if part > here.time()]
    found = next_at(later[0] if later else _PARTS[0], moment + _APART)
    before = _part_of(moment)
    again = found if _part_of(found) != before else next_at(_PARTS[(before + 1) % 3], found)
    return asking_time(again, policy)


def _part_of(moment: datetime) -> int:
    hour = moment.astimezone(CHINA).hour
    return 0 if hour < 12 else 1 if hour < 17 else 2
