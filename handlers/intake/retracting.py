"""A resident takes something back. An alarm is never closed by that, only checked by a person."""

from handlers.effects import AddReport, Effect, Judge, OpenTask, Say
from handlers.intake.account import drop_own_draft, here
from handlers.intake.joining import latest, own_recent
from handlers.lifecycle import moves
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson, ToRole
from handlers.texts import Text, render
from handlers.understanding.reading import Intent
from storage.codes import Move, ReportKind, Role, TaskKind


def retract(s: Situation) -> list[Effect]:
    """The alarm is being checked, the case withdrawn by its teller, or the draft forgotten."""
    alarm = next((v for v in s.nearby if v.case.is_emergency), None)
    if alarm is not None and not alarm.case.is_private:
        return _check_alarm(s, alarm)
    if s.draft is not None:
        return [*drop_own_draft(s), Judge(Intent.RETRACT.value)]
    own = s.named or own_recent(s)
    if own is not None and s.speaker.id in own.reporter_ids:
        wish = moves.Wish(Move.WITHDRAW, s.speaker, own, note=s.message.text)
        return [*moves.decide(wish, s.now, s.world), Judge(Intent.RETRACT.value, own.id)]
    view = latest(s)
    if view is None:
        return _nothing(s)
    added = AddReport(
        view.id, s.speaker.id, ReportKind.SUPPLEMENT, (s.message.id or 0,), s.message.text
    )
    return [added, Judge(Intent.RETRACT.value, view.id)]


def _check_alarm(s: Situation, alarm: CaseView) -> list[Effect]:
    first = not any(r.kind is ReportKind.RETRACTION for r in alarm.reports)
    message_id = s.message.id or 0
    effects: list[Effect] = [
        AddReport(alarm.id, s.speaker.id, ReportKind.RETRACTION, (message_id,), s.message.text),
        Say(
            ToRole(Role.COUNTY_DUTY, alarm.case.region_id),
            Text("emergency.check"),
            alarm.id,
            urgent=True,
        ),
        OpenTask(
            f"check:{alarm.id}",
            TaskKind.PHONE_CALL,
            render("task.check_alarm", title=alarm.case.title),
            alarm.id,
            ToRole(Role.COUNTY_DUTY, alarm.case.region_id),
        ),
    ]
    if first:
        effects.append(Say(here(s), Text("emergency.checking"), alarm.id, urgent=True))
    return [*effects, Judge(Intent.RETRACT.value, alarm.id)]


def _nothing(s: Situation) -> list[Effect]:
    if s.group is not None:
        return [Judge(Intent.RETRACT.value)]
    said = Say(ToPerson(s.speaker.id), Text("resident.nothing_to_withdraw"))
    return [said, Judge(Intent.RETRACT.value)]
