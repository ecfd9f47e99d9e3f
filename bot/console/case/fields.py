"""What each move asks for on its form, and how the form becomes a wish."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from bot.console.parameters import case_number_in, code_in, day_in, id_in, moment_in, number_in
from bot.console.visitor import Visitor
from handlers.lifecycle.moves import Wish, possible
from handlers.lifecycle.whistles.approving import waiting_for
from handlers.lifecycle.wishes import Minute
from handlers.loading.situations import load_views
from handlers.permissions import circle_of
from handlers.situation import CaseView
from handlers.understanding.categories import Leaf
from storage.cases import find_numbered
from storage.codes import Move, RefusalCode
from storage.tables.region import Department

NOTE, DEPARTMENT, HELPER, CODE, OTHER, LEAF, DAY, MOMENT, PERSON, ITEM, PUBLIC = (
    "note", "department", "helper", "code", "other", "leaf", "day", "moment", "person", "item",
    "public",
)  # fmt: skip
_LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Form:
    """The fields of a move's form, and what its note is asked as."""

    fields: tuple[str, ...]
    asks: str = "说明（可以不写）"


_ONLY_NOTE = Form((NOTE,))
FORMS: dict[Move, Form] = {
    Move.PROGRESS: Form((NOTE,), "办到哪一步了，下一步怎么办"),
    Move.FINISH: Form((NOTE,), "怎么办的，结果怎样（会告诉反映人）"),
    Move.WHISTLE: Form((DEPARTMENT, HELPER, NOTE)),
    Move.REASSIGN: Form((DEPARTMENT, NOTE), "为什么改派"),
    Move.RELEASE: Form((DEPARTMENT,)),
    Move.REFUSE: Form((CODE, DEPARTMENT, NOTE), "退回的理由和依据，应由谁办"),
    Move.APPROVE_REFUSAL: Form((DEPARTMENT,)),
    Move.DENY_REFUSAL: _ONLY_NOTE,
    Move.RECLASSIFY: Form((LEAF,)),
    Move.MERGE: Form((OTHER,)),
    Move.SPLIT: Form((OTHER,)),
    Move.GUIDE: Form((NOTE,), "引导到哪里办，怎么跟群众说"),
    Move.EXTEND: Form((DAY, NOTE), "为什么要延期"),
    Move.SUSPEND: Form((DAY, NOTE), "为什么挂账，打算怎么办"),
    Move.QUESTION: Form((NOTE,), "想问反映人什么"),
    Move.HAND_OFF: Form((NOTE,), "交给了谁，警情号或联系人"),
    Move.FALSE_ALARM: Form((NOTE,), "怎么核实的"),
    Move.WITHDRAW: Form((NOTE,), "谁要求撤回，为什么"),
    Move.ADMIT: Form((PERSON,)),
    Move.CONSULT: Form((MOMENT, NOTE), "会商什么"),
    Move.CONCLUDE: Form((ITEM, DEPARTMENT, DAY, PUBLIC, NOTE), "这一项定了什么（或者新加的议题）"),
    Move.REPORT_IN: Form((NOTE,), "谁去、几点到（可以不写）"),
    Move.CLOSE: _ONLY_NOTE,
    Move.REMIND: Form((NOTE,), "要他们做什么（可以不写）"),
    Move.REOPEN: Form((NOTE,), "为什么重办"),
}
_NEEDS_CONSULT = frozenset({Move.SIGN, Move.CONCLUDE})
_NEW_ITEM = "new"  # instead of the position of an item
_WHISTLE_WAITS = frozenset({Move.APPROVE_WHISTLE, Move.DENY_WHISTLE})


@dataclass(frozen=True)
class Choices:
    """What the forms of moves let choose from; `key` tells one page's forms from another's."""

    leaves: tuple[Leaf, ...]
    departments: tuple[Department, ...]
    key: str
    refusal_codes: tuple[RefusalCode, ...] = tuple(RefusalCode)

    def form_of(self, move: Move) -> Form:
        """The form of a move."""
        return FORMS.get(move, _ONLY_NOTE)


def choices_for(visitor: Visitor) -> Choices:
    """What there is in this county; a danger is raised, it is not chosen from a list."""
    leaves = visitor.world.categories.leaves.values()
    departments = tuple(visitor.world.directory.departments.values())
    ordinary = tuple(one for one in leaves if not one.is_emergency)
    return Choices(ordinary, departments, secrets.token_urlsafe(12))


def moves_for(visitor: Visitor, view: CaseView) -> tuple[Move, ...]:
    """The moves this person can make now, as forms."""
    legal = possible(visitor.speaker, view, visitor.world)
    left = frozenset(legal)
    if view.consult is None:
        left -= _NEEDS_CONSULT
    if not waiting_for(view):
        left -= _WHISTLE_WAITS
    if view.case.deferral is None:
        left -= {Move.DENY_DEFERRAL}
    if circle_of(view.case) is None:
        left -= {Move.ADMIT}
    return tuple(move for move in legal if move in left)


def wish_of(
    session: Session, visitor: Visitor, view: CaseView, move: Move, given: Mapping[str, str]
) -> Wish:
    """What the form asks for, in the terms of the work."""
    note = _dated(given.get(NOTE, "").strip()[:_LONGEST_NOTE], move, given.get(DAY, ""))
    instead = {Move.RECLASSIFY: given.get(LEAF, ""), Move.ADMIT: given.get(PERSON, "")}
    return Wish(
        move,
        visitor.speaker,
        view,
        note=instead.get(move, note),
        refusal_code=code_in(RefusalCode, given.get(CODE)),
        department_id=id_in(given.get(DEPARTMENT, "")),
        other=_other(session, visitor, given.get(OTHER, "")),
        moment=moment_in(given.get(MOMENT, "")),
        as_helper=given.get(HELPER) == "1",
        minute=_minute(visitor, note, given) if move is Move.CONCLUDE else None,
    )


def _minute(visitor: Visitor, note: str, given: Mapping[str, str]) -> Minute:
    """What was written of one item of the agenda, or an item more."""
    day = day_in(given.get(DAY, ""))
    public = {"1": True, "0": False}.get(given.get(PUBLIC, ""))
    return Minute(
        note,
        position=number_in(given.get(ITEM, "")),
        department_id=id_in(given.get(DEPARTMENT, "")),
        due_at=visitor.world.calendar.close_of(day) if day is not None else None,
        is_public=public,
        is_new=given.get(ITEM) == _NEW_ITEM,
    )


def _dated(note: str, move: Move, day: str) -> str:
    """The words as somebody would say them in chat, where the day is read from them."""
    until = day_in(day)
    if move not in (Move.EXTEND, Move.SUSPEND) or until is None:
        return note
    verb = "延期到" if move is Move.EXTEND else "挂账到"
    return f"{verb}{until.year}年{until.month}月{until.day}日，{note}"


def _other(session: Session, visitor: Visitor, digits: str) -> CaseView | None:
    number = case_number_in(digits)
    case = find_numbered(session, visitor.county_id, number) if number is not None else None
    view = next(iter(load_views(session, [case])), None) if case is not None else None
    return view if view is not None and visitor.sees(view) else None
