"""Effects on tasks and what people decide about themselves."""

from handlers.effects import (
    AnswerRound,
    BindGroup,
    BindHome,
    FinishTask,
    ForgetPerson,
    OpenTask,
    RecordLook,
    SetMuted,
)
from handlers.performing.work import Work
from handlers.speech import ToPerson, ToRole
from storage import looks, lookups, people, regions, rounds, tasks
from storage.codes import Role
from storage.rows import blank
from storage.tables.case import Task
from storage.tables.conversation import ChatGroup
from storage.tables.look import Look
from storage.tables.round import RoundAnswer


def record_look(work: Work, e: RecordLook) -> None:
    """The reporter can be told that one more look was taken."""
    case_id, person_id = work.case_id(e.case), work.cause.actor_id
    if case_id is None or person_id is None:
        return
    look = Look(
        county_id=work.county_id,
        case_id=case_id,
        person_id=person_id,
        role=e.role,
        looked_at=work.now,
    )
    looks.put(work.session, look)


def answer_round(work: Work, e: AnswerRound) -> None:
    """The grid has answered; the answer is about the grid, whoever gave it."""
    if work.cause.actor_id is None:
        return
    rounds.answer(
        work.session,
        RoundAnswer(
            county_id=work.county_id,
            region_id=e.region_id,
            week=e.week,
            person_id=work.cause.actor_id,
            answered_at=work.now,
        ),
    )


def open_task(work: Work, e: OpenTask) -> None:
    """Somebody has this to do; opening it twice is one task. The key may name {case_id}."""
    case_id = work.case_id(e.case)
    row = {
        **blank(Task),
        "county_id": work.county_id,
        "key": e.key.format(case_id=case_id),
        "kind": e.kind,
        "case_id": case_id,
        "person_id": _assignee(work, e.to),
        "title": e.title,
        "created_at": work.now,
    }
    tasks.open_row(work.session, row)


def finish_task(work: Work, e: FinishTask) -> None:
    """That task is done."""
    tasks.finish_task(work.session, e.key, work.now)


def set_muted(work: Work, e: SetMuted) -> None:
    """The person is left in peace, or not any more."""
    people.set_muted(work.session, e.person_id, work.now if e.muted else None)


def bind_home(work: Work, e: BindHome) -> None:
    """The person lives there."""
    people.set_home(work.session, e.person_id, e.region_id)


def bind_group(work: Work, e: BindGroup) -> None:
    """The group is known from now on, under this name."""
    group = ChatGroup(
        county_id=work.county_id,
        channel=e.channel,
        external_id=e.chat_id,
        name=e.name,
        kind=e.kind,
        region_id=e.region_id,
        department_id=e.department_id,
    )
    regions.bind_group(work.session, group)


def forget_person(work: Work, e: ForgetPerson) -> None:
    """Nothing stored names the person any more."""
    people.forget(work.session, e.person_id)
    lookups.forget(work.session, e.person_id)


def _assignee(work: Work, to: ToRole | ToPerson | None) -> int | None:
    if isinstance(to, ToPerson):
        return to.person_id
    if to is None:
        return None
    directory = work.world.directory
    if to.role is Role.COUNTY_DUTY:
        holders = directory.desk(work.now)
    else:
        holders = directory.responsible(to.role, to.region_id, work.now)
    return holders[0].id if holders else None
