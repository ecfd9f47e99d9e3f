"""Writes what was decided: rows, history, timers and outbox, in the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from sqlmodel import Session

from handlers import effects as do
from handlers.delivery import Cause
from handlers.performing import (
    on_broadcasts,
    on_cases,
    on_consults,
    on_lookups,
    on_mediations,
    on_papers,
    on_people,
    on_surveys,
    on_talk,
    on_time,
    on_visits,
    on_whistles,
)
from handlers.performing.work import Work
from handlers.situation import World

__all__ = ["Cause", "perform"]


def perform(
    session: Session, effects: Iterable[do.Effect], cause: Cause, now: datetime, world: World
) -> tuple[str, int | None]:
    """All `effects` are rows now; gives what the message was judged to be and the case it fed."""
    decided = tuple(effects)
    work = Work(session, cause, now, world, on_cases.still_to_come(decided))
    for effect in decided:
        _perform(work, effect)
    work.put_down()
    return work.intent, work.judged_case_id


def _perform(work: Work, effect: do.Effect) -> None:  # noqa: C901, PLR0912, PLR0915 (one arm an effect)
    match effect:
        case do.OpenCase():
            on_cases.open_case(work, effect)
        case do.AddReport():
            on_cases.add_report(work, effect)
        case do.UndoReports():
            on_cases.undo_reports(work, effect)
        case do.MoveCase():
            on_cases.move_case(work, effect)
        case do.ChangeCase():
            on_cases.change_case(work, effect)
        case do.Note():
            on_cases.note(work, effect)
        case do.KeepExample():
            on_cases.keep_example(work, effect)
        case do.WhistleTo():
            on_whistles.whistle_to(work, effect)
        case do.MoveWhistle():
            on_whistles.move_whistle(work, effect)
        case do.PauseWhistle():
            on_whistles.pause_whistle(work, effect)
        case do.ResumeWhistle():
            on_whistles.resume_whistle(work, effect)
        case do.RedateWhistle():
            on_whistles.redate_whistle(work, effect)
        case do.CallConsult():
            on_consults.call_consult(work, effect)
        case do.ChangeConsult():
            on_consults.change_consult(work, effect)
        case do.PutDemand():
            on_consults.put_demand(work, effect)
        case do.AnswerDelegate():
            on_consults.answer_delegate(work, effect)
        case do.EndConsult():
            on_consults.end_consult(work, effect)
        case do.StartTimer():
            on_time.start_timer(work, effect)
        case do.StopTimers():
            on_time.stop_timers(work, effect)
        case do.Say():
            on_talk.say(work, effect)
        case do.Ask():
            on_talk.ask(work, effect)
        case do.Judge():
            on_talk.judge(work, effect)
        case do.KeepDraft():
            on_talk.keep_draft(work, effect)
        case do.DropDraft():
            on_talk.drop_draft(work, effect)
        case do.AskModel():
            on_talk.ask_model(work, effect)
        case do.KeepVote():
            on_talk.keep_vote(work, effect)
        case do.PlanSurvey():
            on_surveys.plan_survey(work, effect)
        case do.RecordSurvey():
            on_surveys.record_survey(work, effect)
        case do.TryReporter():
            on_surveys.try_reporter(work, effect)
        case do.EndTry():
            on_surveys.end_try(work, effect)
        case do.PassErrand():
            on_surveys.pass_errand(work, effect)
        case do.DropTries():
            on_surveys.drop_tries(work, effect)
        case do.MarkRelayed():
            on_surveys.mark_relayed(work, effect)
        case do.KeepContact():
            on_surveys.keep_contact(work, effect)
        case do.OpenTask():
            on_people.open_task(work, effect)
        case do.FinishTask():
            on_people.finish_task(work, effect)
        case do.SetMuted():
            on_people.set_muted(work, effect)
        case do.BindGroup():
            on_people.bind_group(work, effect)
        case do.BindHome():
            on_people.bind_home(work, effect)
        case do.AnswerRound():
            on_people.answer_round(work, effect)
        case do.RecordLook():
            on_people.record_look(work, effect)
        case do.GiveCode():
            on_lookups.give_code(work, effect)
        case do.ForgetPerson():
            on_people.forget_person(work, effect)
        case do.DraftLetter():
            on_papers.draft_letter(work, effect)
        case do.MoveLetter():
            on_papers.move_letter(work, effect)
        case do.KeepPlan():
            on_papers.keep_plan(work, effect)
        case do.OpenMediation():
            on_mediations.open_mediation(work, effect)
        case do.MoveMediation():
            on_mediations.move_mediation(work, effect)
        case do.PlanVisit():
            on_visits.plan_visit(work, effect)
        case do.MoveVisit():
            on_visits.move_visit(work, effect)
        case do.WriteBroadcast():
            on_broadcasts.write(work, effect)
        case do.JudgeBroadcast():
            on_broadcasts.judge(work, effect)
        case do.SendBroadcast():
            on_broadcasts.send(work, effect)
        case do.CancelBroadcast():
            on_broadcasts.cancel(work, effect)
        case _:
            assert_never(effect)
