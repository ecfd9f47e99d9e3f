"""The case a record begins with, brought into its state by the product's own effects."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from bot.replay.cast import Cast
from bot.replay.stage import BOT, CHANNEL, grid
from bot.replay.told import Told, number_of, read, several
from bot.replay.transcript import Place, Transcript, moment
from handlers.delivery import Cause
from handlers.effects import (
    AddReport,
    CaseChanges,
    Effect,
    MoveCase,
    MoveWhistle,
    Note,
    OpenCase,
    PlanSurvey,
    RecordSurvey,
    StartTimer,
    WhistleTo,
)
from handlers.lifecycle.timing.deadlines import after, report_in_due, report_in_timers, resolve_span
from handlers.perform import perform
from handlers.situation import World
from storage import cases, counters, people, surveys
from storage.codes import (
    CaseState,
    Move,
    ReportKind,
    Role,
    SurveyState,
    TimerKind,
    WhistleRole,
    WhistleState,
)
from storage.tables.case import Case
from storage.tables.person import Identity, Person

NOBODY = "居民"
_CAUSE = Cause("replay", 0)
_MOVES = {
    CaseState.SELF_HANDLING: Move.SELF_HANDLE,
    CaseState.WHISTLED: Move.WHISTLE,
    CaseState.REPORTED_IN: Move.REPORT_IN,
    CaseState.IN_PROGRESS: Move.PROGRESS,
    CaseState.ANSWERED: Move.FINISH,
    CaseState.SURVEYING: Move.SURVEY,
    CaseState.CLOSED: Move.CLOSE,
    CaseState.REOPENED: Move.REOPEN,
}


def begin(session: Session, transcript: Transcript, cast: Cast, world: World) -> Case | None:
    """The record's case stands as the file says; gives it, or None when there is none."""
    if transcript.case is None:
        return None
    story = read(transcript, transcript.case, world)
    number = number_of(transcript.case) or 0
    county_id = world.directory.county.id or 0
    newest = counters.find_value(session, county_id, "case") or 0
    reporters = _reporters(session, story, cast, county_id)
    counters.set_value(session, county_id, "case", number - 1)
    perform(session, [_opening(story, reporters[0], world)], _CAUSE, story.opened_at, world)
    counters.set_value(session, county_id, "case", max(number, newest))
    case = cases.find_numbered(session, county_id, number)
    if case is not None:
        _Past(session, story, case, world).play(reporters)
    return case


class _Past:
    """What happened to the case before the record begins, step by step."""

    def __init__(self, session: Session, story: Told, case: Case, world: World) -> None:
        self._session = session
        self._story = story
        self._case = case
        self._id = case.id or 0
        self._world = world

    def play(self, reporters: list[Person]) -> None:
        """The case stands in its state, with whistles, result, surveys and running clocks."""
        story = self._story
        for other in reporters[1:]:
            self._do(story.opened_at, AddReport(self._id, other.id or 0, ReportKind.JOINED, ()))
        if story.lead is not None and story.has_reached(CaseState.WHISTLED):
            self._whistle()
        if story.has_reached(CaseState.REPORTED_IN):
            self._move_whistles(story.at("reported_in") or story.whistled_at, reported_in=True)
        if story.has_reached(CaseState.ANSWERED):
            self._answer(reporters)
        if self._case.state is not story.state:
            self._move(story.state, story.at(story.state.value) or story.answered_at)
        self._remember()

    def _do(self, at: datetime, *effects: Effect) -> None:
        perform(self._session, effects, _CAUSE, at, self._world)

    def _move(self, to: CaseState, at: datetime, changes: CaseChanges | None = None) -> None:
        move = _MOVES.get(to, Move.NOTE)
        self._do(at, MoveCase(self._id, move, to, Role.CENTRE_OPERATOR, changes=changes or {}))

    def _whistle(self) -> None:
        story, calendar = self._story, self._world.calendar
        at = story.whistled_at
        due = story.at("report_in_due") or report_in_due(story.leaf, story.urgency, at, calendar)
        lead = story.lead.id if story.lead else 0
        changes: CaseChanges = {"owner_department_id": lead, "accepted_at": at}
        self._move(CaseState.WHISTLED, at, changes)
        self._do(at, WhistleTo(self._id, lead or 0, WhistleRole.LEAD, due))
        for helper in story.helpers:
            self._do(at, WhistleTo(self._id, helper.id or 0, WhistleRole.CO_HANDLER, due))
        if story.state is CaseState.WHISTLED:
            self._start(report_in_timers(self._id, at, due, calendar))

    def _move_whistles(self, at: datetime, *, reported_in: bool) -> None:
        state = WhistleState.REPORTED_IN if reported_in else WhistleState.DONE
        result = "" if reported_in else str(self._story.raw.get("result") or "")
        for whistle in cases.whistles_of(self._session, [self._id]).get(self._id, ()):
            self._do(at, MoveWhistle(whistle.id or 0, state, result=result))

    def _answer(self, reporters: list[Person]) -> None:
        story = self._story
        at = story.answered_at
        self._move_whistles(at, reported_in=False)
        changes: CaseChanges = {"result": str(story.raw.get("result") or ""), "answered_at": at}
        self._move(CaseState.ANSWERED, at, changes)
        turn = self._case.reopen_count + 1
        self._do(at, *(PlanSurvey(self._id, one.id or 0, turn) for one in reporters))
        if story.has_reached(CaseState.SURVEYING):
            asked_at = max(at, story.at("surveyed") or self._first_word_of_the_bot())
            for survey in surveys.list_of_case(self._session, self._id):
                self._do(asked_at, RecordSurvey(survey.id or 0, SurveyState.ASKED))

    def _first_word_of_the_bot(self) -> datetime:
        said = (one.at for one in self._story.transcript.lines if one.role == BOT)
        return next(said, self._story.answered_at)

    def _start(self, timers: list[StartTimer]) -> None:
        later = [one for one in timers if one.due_at > self._story.transcript.starts_at]
        self._do(self._story.opened_at, *later)

    def _remember(self) -> None:
        """The history the file gives in words; the clock for resolving runs on."""
        story = self._story
        for one in several(story.raw.get("history")):
            words = one.get("text") or one if isinstance(one, Mapping) else one
            at = moment(one, story.transcript.now.date()) or story.opened_at
            self._do(at, Note(self._id, str(words)))
        due = self._case.resolve_due_at
        if due is not None and not story.has_reached(CaseState.ANSWERED):
            self._start([StartTimer(TimerKind.RESOLVE_DUE, due, self._id, data={"round": 0})])


def _reporters(session: Session, story: Told, cast: Cast, county_id: int) -> list[Person]:
    names = several(story.raw.get("reporters") or story.raw.get("reporter"))
    if not names and story.transcript.place is Place.PRIVATE:
        return [_person(session, cast.chat_id, story, county_id)]
    ids = {name: sender for (name, _), sender in cast.senders.items()}
    return [
        _person(session, ids.get(str(name), str(name)), story, county_id)
        for name in names or [NOBODY]
    ]


def _person(session: Session, external_id: str, story: Told, county_id: int) -> Person:
    found = people.find_person(session, CHANNEL, external_id)
    found = found or people.find_person(session, CHANNEL, f"p:{external_id}")
    if found is None:
        found = Person(county_id=county_id, name=external_id, created_at=story.opened_at)
        session.add(found)
        session.flush()
        session.add(
            Identity(
                county_id=county_id,
                person_id=found.id or 0,
                channel=CHANNEL,
                external_id=external_id,
            )
        )
    return found


def _opening(story: Told, reporter: Person, world: World) -> OpenCase:
    place = str(story.raw.get("place") or "")
    region = grid(world.directory, str(story.raw.get("grid") or ""))
    region = region or world.directory.region(reporter.home_region_id)
    groups = world.directory.resident_groups(region.id) if region else ()
    span = resolve_span(story.leaf, story.urgency)
    due = story.at("resolve_due") or after(span, story.opened_at, world.calendar)
    changes: CaseChanges = {
        "resolve_due_at": due,
        "reopen_count": int(story.raw.get("reopen_count") or 0),
    }
    team = world.directory.grid_team(region.id, story.opened_at) if region else ()
    if team and not story.has_reached(CaseState.WHISTLED):
        changes["owner_id"] = team[0].id
    return OpenCase(
        name="context",
        leaf=story.leaf.id,
        title=str(story.raw.get("title") or story.leaf.short_name),
        summary=str(story.raw.get("summary") or place or story.leaf.short_name),
        region_id=region.id if region else None,
        place=place,
        urgency=story.urgency,
        state=CaseState.REGISTERED,
        reporter_id=reporter.id or 0,
        message_ids=(),
        words=str(story.raw.get("summary") or ""),
        group_id=groups[0].id if groups else None,
        is_private=story.leaf.is_private,
        is_confidential=story.leaf.is_confidential,
        changes=changes,
    )
