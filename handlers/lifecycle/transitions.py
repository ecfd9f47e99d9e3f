"""The table of legal moves: from which state, by whom, to which state, and by which rule."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from handlers.permissions import COUNTY, DEPARTMENT, DUTY, GRID, STAFF, WHO_MAY
from storage.codes import ANSWERED_STATES, FINAL_STATES, CaseState, Move, Role

S = CaseState
_AT_WORK = (
    S.REGISTERED,
    S.SELF_HANDLING,
    S.WHISTLED,
    S.REPORTED_IN,
    S.IN_PROGRESS,
    S.CONSULTING,
    S.SUSPENDED,
    S.REOPENED,
)
_WITH_DEPARTMENT = (S.REPORTED_IN, S.IN_PROGRESS, S.CONSULTING, S.SUSPENDED)
_WITH_HANDLER = (S.SELF_HANDLING, S.REPORTED_IN, S.IN_PROGRESS, S.CONSULTING, S.REOPENED)
AT_WORK = frozenset({*_AT_WORK, S.EMERGENCY})
OPEN = AT_WORK | frozenset(ANSWERED_STATES)
OVER = frozenset(FINAL_STATES)
_LOCAL = GRID | {Role.VILLAGE_CADRE}
_TOWN = frozenset({Role.TOWNSHIP_DUTY})
_BOT = frozenset({Role.BOT})
_HANDLERS = DEPARTMENT | DUTY | {Role.CHILD_OFFICER}


@dataclass(frozen=True)
class Transition:
    """One legal move; `source` names the rule of the domain it comes from."""

    from_: CaseState | None
    move: Move
    to: CaseState
    by: frozenset[Role]
    source: str
    needs_reason: bool = False


def _each(
    states: Iterable[CaseState], move: Move, to: CaseState, by: frozenset[Role], source: str
) -> Iterator[Transition]:
    """The same move from several states."""
    return (Transition(state, move, to, by, source) for state in states)


def _stay(
    states: Iterable[CaseState], move: Move, by: frozenset[Role], source: str
) -> Iterator[Transition]:
    """A move that leaves the state as it is."""
    return (Transition(state, move, state, by, source) for state in states)


def _reasoned(rows: Iterable[Transition]) -> Iterator[Transition]:
    """The same rows, but the mover must say why or what."""
    return (Transition(r.from_, r.move, r.to, r.by, r.source, needs_reason=True) for r in rows)


TRANSITIONS: tuple[Transition, ...] = (
    # ---- it arrives
    Transition(None, Move.REGISTER, S.REGISTERED, WHO_MAY[Move.REGISTER], "3b#3"),
    Transition(None, Move.RAISE_ALARM, S.EMERGENCY, WHO_MAY[Move.RAISE_ALARM], "3b#5"),
    *_each(_AT_WORK, Move.RAISE_ALARM, S.EMERGENCY, _BOT | DUTY, "3a#1"),
    *_stay(OPEN, Move.JOIN, WHO_MAY[Move.JOIN], "3b#4"),
    *_stay(OPEN, Move.SUPPLEMENT, WHO_MAY[Move.SUPPLEMENT], "3b#4"),
    *_each(_AT_WORK, Move.MERGE, S.MERGED, WHO_MAY[Move.MERGE], "3b#26"),
    Transition(S.MERGED, Move.SPLIT, S.REGISTERED, WHO_MAY[Move.SPLIT], "3b#4"),
    *_stay(_AT_WORK, Move.SPLIT, WHO_MAY[Move.SPLIT], "3b#4"),
    *_reasoned(_each(_AT_WORK, Move.GUIDE, S.GUIDED, WHO_MAY[Move.GUIDE], "3b#6")),
    # ---- the grid tries, and passes up
    Transition(S.REGISTERED, Move.SELF_HANDLE, S.SELF_HANDLING, _LOCAL | _TOWN, "3b#7"),
    Transition(S.REOPENED, Move.SELF_HANDLE, S.SELF_HANDLING, _TOWN, "3b#22"),
    Transition(S.WHISTLED, Move.SELF_HANDLE, S.WHISTLED, _LOCAL, "3a#self_first"),
    *_each(
        (S.REGISTERED, S.SELF_HANDLING), Move.PASS_UP, S.WHISTLED, _LOCAL | _TOWN | _BOT, "3b#9"
    ),
    Transition(S.REOPENED, Move.PASS_UP, S.WHISTLED, _TOWN | _BOT, "3b#22"),
    # ---- departments
    *_each(
        (S.REGISTERED, S.SELF_HANDLING, S.WHISTLED), Move.WHISTLE, S.WHISTLED, DUTY | _BOT, "3b#9"
    ),
    Transition(S.REOPENED, Move.WHISTLE, S.WHISTLED, DUTY | _BOT, "3b#22"),
    *_stay((*_WITH_DEPARTMENT, S.EMERGENCY), Move.WHISTLE, DUTY | _BOT, "3c"),
    *_stay((*_AT_WORK, S.EMERGENCY), Move.APPROVE_WHISTLE, WHO_MAY[Move.APPROVE_WHISTLE], "3c"),
    *_stay((*_AT_WORK, S.EMERGENCY), Move.DENY_WHISTLE, WHO_MAY[Move.DENY_WHISTLE], "3c"),
    Transition(S.WHISTLED, Move.REPORT_IN, S.REPORTED_IN, DEPARTMENT, "3b#10"),
    *_stay((*_WITH_DEPARTMENT, S.EMERGENCY), Move.REPORT_IN, DEPARTMENT, "3b#10"),
    *_reasoned(_stay((S.WHISTLED, *_WITH_DEPARTMENT), Move.REFUSE, DEPARTMENT, "3b#11")),
    *_stay((S.WHISTLED, *_WITH_DEPARTMENT), Move.APPROVE_REFUSAL, COUNTY, "3c"),
    *_stay((S.WHISTLED, *_WITH_DEPARTMENT), Move.DENY_REFUSAL, COUNTY, "3c"),
    *_each(
        (S.WHISTLED, S.REPORTED_IN, S.IN_PROGRESS, S.SUSPENDED),
        Move.REASSIGN,
        S.WHISTLED,
        WHO_MAY[Move.REASSIGN],
        "3c",
    ),
    *_stay((S.CONSULTING, S.EMERGENCY), Move.REASSIGN, WHO_MAY[Move.REASSIGN], "3c"),
    *_stay((S.WHISTLED, *_WITH_DEPARTMENT, S.EMERGENCY), Move.RELEASE, WHO_MAY[Move.RELEASE], "3c"),
    # ---- departments sit down together
    *_each(_AT_WORK, Move.CONSULT, S.CONSULTING, WHO_MAY[Move.CONSULT], "3b#13"),
    *_stay((S.CONSULTING,), Move.CONCLUDE, WHO_MAY[Move.CONCLUDE], "3c"),
    Transition(S.CONSULTING, Move.SIGN, S.IN_PROGRESS, WHO_MAY[Move.SIGN], "3b#14"),
    # ---- the work
    *_reasoned(_each((S.REGISTERED,), Move.PROGRESS, S.SELF_HANDLING, _LOCAL | DUTY, "3b#7")),
    *_reasoned(_stay((S.SELF_HANDLING, S.REOPENED), Move.PROGRESS, _LOCAL | DUTY, "3b#7")),
    *_reasoned(_stay((S.WHISTLED, S.EMERGENCY), Move.PROGRESS, STAFF, "3b#12")),
    *_reasoned(_each((S.REPORTED_IN,), Move.PROGRESS, S.IN_PROGRESS, STAFF, "3b#12")),
    *_reasoned(_stay((S.IN_PROGRESS,), Move.PROGRESS, STAFF, "3b#12")),
    *_reasoned(_stay((S.CONSULTING,), Move.PROGRESS, STAFF, "3b#13")),
    *_reasoned(_stay((S.SUSPENDED,), Move.PROGRESS, _HANDLERS, "3b#16")),
    *_reasoned(
        _each((S.REGISTERED, S.SELF_HANDLING), Move.FINISH, S.ANSWERED, _LOCAL | DUTY, "3b#8")
    ),
    *_reasoned(_each((S.REOPENED,), Move.FINISH, S.ANSWERED, DUTY, "3b#22")),
    *_reasoned(
        _each(
            (S.WHISTLED, *_WITH_DEPARTMENT, S.EMERGENCY),
            Move.FINISH,
            S.ANSWERED,
            _HANDLERS,
            "3b#17",
        )
    ),
    # ---- more time: asked for, granted or refused; set aside, and taken up again
    *_reasoned(_stay(_WITH_HANDLER, Move.EXTEND, WHO_MAY[Move.EXTEND], "3b#15")),
    *_stay((*_WITH_HANDLER, S.WHISTLED), Move.APPROVE_EXTENSION, DUTY, "3b#15"),
    *_stay((*_WITH_HANDLER, S.WHISTLED, S.SUSPENDED), Move.DENY_DEFERRAL, DUTY, "3b#15"),
    *_reasoned(_stay(_WITH_DEPARTMENT, Move.SUSPEND, WHO_MAY[Move.SUSPEND], "3b#16")),
    *_each(_WITH_DEPARTMENT, Move.APPROVE_SUSPENSION, S.SUSPENDED, DUTY, "3b#16"),
    Transition(S.SUSPENDED, Move.RESUME, S.IN_PROGRESS, WHO_MAY[Move.RESUME], "3b#16"),
    *_reasoned(_stay(_AT_WORK, Move.QUESTION, WHO_MAY[Move.QUESTION], "3d")),
    # ---- the survey, and what it leads to
    Transition(S.ANSWERED, Move.SURVEY, S.SURVEYING, _BOT, "3b#18"),
    Transition(S.SURVEYING, Move.CLOSE, S.CLOSED, _BOT | {Role.RESIDENT}, "3b#19"),
    Transition(S.ANSWERED, Move.CLOSE, S.CLOSED, WHO_MAY[Move.CLOSE], "3e"),
    *_each((S.ANSWERED, S.SURVEYING), Move.REOPEN, S.REOPENED, WHO_MAY[Move.REOPEN], "3b#20"),
    Transition(S.CLOSED, Move.REOPEN, S.REOPENED, WHO_MAY[Move.REOPEN], "3b#21"),
    *_reasoned(
        _each(
            (*_AT_WORK, S.ANSWERED, S.SURVEYING),
            Move.BEYOND_LAW,
            S.CLOSED,
            WHO_MAY[Move.BEYOND_LAW],
            "3e",
        )
    ),
    Transition(S.GUIDED, Move.REOPEN, S.REOPENED, WHO_MAY[Move.REOPEN], "3b#6"),
    # ---- other ends
    *_stay(_WITH_DEPARTMENT, Move.WITHDRAW, frozenset({Role.RESIDENT}), "3b#23"),
    *_each(
        (S.REGISTERED, S.SELF_HANDLING, S.WHISTLED, S.REOPENED),
        Move.WITHDRAW,
        S.WITHDRAWN,
        WHO_MAY[Move.WITHDRAW],
        "3b#23",
    ),
    *_reasoned(
        _each(
            (*_AT_WORK, S.EMERGENCY),
            Move.FALSE_ALARM,
            S.FALSE_ALARM,
            WHO_MAY[Move.FALSE_ALARM],
            "3b#25",
        )
    ),
    *_stay((*_AT_WORK, S.EMERGENCY), Move.ADMIT, WHO_MAY[Move.ADMIT], "3b#5"),
    *_stay((S.EMERGENCY,), Move.CONFIRM_ALARM, WHO_MAY[Move.CONFIRM_ALARM], "3b#24"),
    *_reasoned(_each((*_AT_WORK, S.EMERGENCY), Move.HAND_OFF, S.HANDED_OFF, DUTY, "3b#24")),
    # ---- upwards, and beside
    *_stay((*_AT_WORK, S.EMERGENCY), Move.ESCALATE, WHO_MAY[Move.ESCALATE], "3c"),
    *_stay((*_AT_WORK, S.EMERGENCY), Move.REMIND, WHO_MAY[Move.REMIND], "3d"),
    *_stay(
        (*_AT_WORK, S.ANSWERED, S.SURVEYING, S.CLOSED),
        Move.RECLASSIFY,
        WHO_MAY[Move.RECLASSIFY],
        "3a",
    ),
    *_stay(CaseState, Move.NOTE, WHO_MAY[Move.NOTE], "3b"),
)

_TABLE = MappingProxyType({(t.from_, t.move): t for t in TRANSITIONS})


def find(state: CaseState | None, move: Move) -> Transition | None:
    """The legal move of this kind from this state."""
    return _TABLE.get((state, move))


def legal(state: CaseState | None, role: Role) -> tuple[Move, ...]:
    """What `role` may do with a case in this state, in the order of the work."""
    return tuple(t.move for t in TRANSITIONS if t.from_ is state and role in t.by)
