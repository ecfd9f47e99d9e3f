"""A resident takes something back. An alarm is never closed by that, only checked by a person."""

import re
import unicodedata

from handlers.effects import AddReport, Effect, Judge, OpenTask, Say
from handlers.intake.account import drop_own_draft, here
from handlers.intake.joining import latest, own_recent
from handlers.intake.partly import one_of_several
from handlers.lifecycle import moves
from handlers.lifecycle.facts import SILENT
from handlers.permissions import is_hidden
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson, ToRole
from handlers.texts import Text, render
from handlers.understanding.reading import Intent
from storage.codes import CaseState, Move, ReportKind, Role, TaskKind

_FOUND = re.compile(r"(?:找|捡|拾|领)(?:到|着|回|走)")


def retract(s: Situation) -> list[Effect]:
    """The alarm is being checked, the case withdrawn by its teller, or the draft forgotten."""
    alarm = alarm_here(s)
    if alarm is not None and not _of_ones_own(s, alarm):
        return check_alarm(s, alarm)
    if s.draft is not None:
        return [*drop_own_draft(s), Judge(Intent.RETRACT.value)]
    own = s.named or own_recent(s)
    if own is not None and s.speaker.id in own.reporter_ids:
        return one_of_several(s, own) or _withdrawn(s, own)
    if s.named is not None:
        return _nothing(s) if is_hidden(s.named.case) else _not_theirs(s)
    view = latest(s)
    if view is None or _FOUND.search(s.message.text):  # the key is found, not what a neighbour told
        return _nothing(s)
    added = AddReport(
        view.id, s.speaker.id, ReportKind.SUPPLEMENT, (s.message.id or 0,), s.message.text
    )
    return [added, Judge(Intent.RETRACT.value, view.id)]


def _withdrawn(s: Situation, own: CaseView) -> list[Effect]:
    wish = moves.Wish(Move.WITHDRAW, s.speaker, own, note=s.message.text)
    return [*moves.decide(wish, s.now, s.world), Judge(Intent.RETRACT.value, own.id)]


def alarm_here(s: Situation) -> CaseView | None:
    """The alarm that is on and that the speaker can mean: one raised here, or by themselves."""
    group_id = s.group.id if s.group else None
    return next(
        (
            v
            for v in (*s.nearby, *s.mine)
            if v.case.state is CaseState.EMERGENCY
            and (not v.case.is_private or v.case.group_id == group_id)
            and (s.group is not None or s.speaker.id in v.reporter_ids or not v.case.is_private)
        ),
        None,
    )


def _of_ones_own(s: Situation, alarm: CaseView) -> bool:
    """True when the words are about something else than the alarm next door."""
    if "#" in unicodedata.normalize("NFKC", s.message.text):
        return s.named is not None and s.named.id != alarm.id
    return s.group is None and s.draft is not None


def check_alarm(s: Situation, alarm: CaseView) -> list[Effect]:
    """The duty officer is asked to telephone; who spoke hears that it is being checked."""
    message_id = s.message.id or 0
    duty = ToRole(Role.COUNTY_DUTY, alarm.case.region_id)
    title = render("task.check_alarm", title=alarm.case.title)
    effects: list[Effect] = [
        AddReport(alarm.id, s.speaker.id, ReportKind.RETRACTION, (message_id,), s.message.text),
        OpenTask(f"check:{alarm.id}", TaskKind.PHONE_CALL, title, alarm.id, duty),
    ]
    if _is_news(s, alarm):
        check = "emergency.check_hidden" if alarm.case.leaf in SILENT else "emergency.check"
        effects.append(Say(duty, Text(check), alarm.id, urgent=True))
    key = _heard(s, alarm)
    if key:
        effects.append(Say(here(s), Text(key), alarm.id, urgent=True))
    return [*effects, Judge(Intent.RETRACT.value, alarm.id)]


def _is_news(s: Situation, alarm: CaseView) -> bool:
    """True for the first who takes it back, and once more for who raised the alarm."""
    told = [r.person_id for r in alarm.reports if r.kind is ReportKind.RETRACTION]
    return not told or (s.speaker.id in alarm.reporter_ids and s.speaker.id not in told)


def _heard(s: Situation, alarm: CaseView) -> str:
    """What is answered: the first word of it, and once more who raised the alarm; else nothing.

    Of violence at home nothing is said to the group: the word may come from the one who beats.
    """
    if s.group is None:
        is_open = not alarm.case.is_private
        return "emergency.checking_alone" if is_open else "emergency.checking_private"
    if alarm.case.leaf in SILENT or not _is_news(s, alarm):
        return ""
    if any(r.kind is ReportKind.RETRACTION for r in alarm.reports):
        return "emergency.checking_again"
    return "emergency.checking_hidden" if alarm.case.is_private else "emergency.checking"


def _not_theirs(s: Situation) -> list[Effect]:
    """Nobody takes back what somebody else told; whose it is is not said."""
    judged = Judge(Intent.RETRACT.value)
    if s.group is not None:
        return [judged]
    return [Say(ToPerson(s.speaker.id), Text("resident.not_theirs_to_withdraw")), judged]


def _nothing(s: Situation) -> list[Effect]:
    if s.group is not None:
        return [Judge(Intent.RETRACT.value)]
    said = Say(ToPerson(s.speaker.id), Text("resident.nothing_to_withdraw"))
    return [said, Judge(Intent.RETRACT.value)]
