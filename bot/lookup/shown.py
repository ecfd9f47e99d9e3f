"""What a resident's page shows of their matter: plain words, units, days; nobody's name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers.dialogue.lookups import is_kept
from handlers.dialogue.progress import state_key
from handlers.situation import CaseView, World
from handlers.texts import render
from handlers.understanding.masking import mask
from handlers.understanding.persons import SOMEBODY, hide_people
from handlers.wording import chinese_marks, day_of, number, public_place, when
from storage.codes import CaseState, Level, WhistleRole, WhistleState
from storage.tables.case import Whistle

STAGES = ("登记", "接手", "办理", "答复", "结案")
_SEAT = {
    Level.GRID: "网格员",
    Level.VILLAGE: "村（社区）",
    Level.TOWNSHIP: "乡镇（街道）",
}
_HOUSE = re.compile(r"[0-9\uff10-\uff19一二三四五六七八九十百]+\s*号(?!楼)(?:院|房|门)?")


@dataclass(frozen=True)
class Step:
    """One thing that was done, and when."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Slip:
    """One matter as its reporter sees it; of what is kept in confidence only that it is."""

    number: str
    is_kept: bool
    title: str = ""
    words: str = ""
    place: str = ""
    said: str = ""
    unit: str = ""
    due: str = ""
    stage: int = 0
    is_over: bool = False
    steps: tuple[Step, ...] = ()
    result: str = ""


def slip_of(
    view: CaseView, person_id: int, names: tuple[str, ...], now: datetime, world: World
) -> Slip:
    """The case as this reporter sees it; `names` are those of people who tell or handle it."""
    if is_kept(view):
        return Slip(number(view.case.number), is_kept=True)
    case, hide = view.case, _Veil(names)
    told = [r.words for r in view.reports if r.person_id == person_id and r.undone_at is None]
    is_over = case.closed_at is not None or state_key(view, now) in ("over", "merged")
    due = case.resolve_due_at
    return Slip(
        number=number(case.number),
        is_kept=False,
        title=case.title,
        words=hide.from_(told[0]) if told else "",
        place=hide.from_(case.place),
        said=_said(view, hide, now),
        unit=_unit(view, world),
        due=when(due, now) if due is not None and not is_over and not case.answered_at else "",
        stage=_stage(view),
        is_over=is_over,
        steps=tuple(sorted(_steps(view, hide, world), key=lambda step: step.at)),
        result=hide.from_(case.result) if case.answered_at else "",
    )


@dataclass(frozen=True)
class _Veil:
    """Takes out of a text what points to a person or a home."""

    names: tuple[str, ...]

    def from_(self, text: str) -> str:
        """The text without names, telephones, house numbers, units and rooms."""
        for name in self.names:
            text = text.replace(name, SOMEBODY)
        veiled = _HOUSE.sub("", public_place(mask(hide_people(text))))
        return chinese_marks(veiled)


def _said(view: CaseView, hide: _Veil, now: datetime) -> str:
    case = view.case
    given = {
        "due": when(case.resolve_due_at, now) if case.resolve_due_at else "",
        "until": day_of(case.review_at, now) if case.review_at else "",
        "reason": hide.from_(case.deferral_reason),
    }
    return render(f"lookup.{state_key(view, now)}", **given)


def _unit(view: CaseView, world: World) -> str:
    """Who handles it: a department or a seat of the place, never a person."""
    directory, case = world.directory, view.case
    lead = view.lead.department_id if view.lead else case.owner_department_id
    department = directory.department(lead)
    if department is not None:
        return department.name
    place = next((r for r in directory.lineage(case.region_id) if r.level is case.level), None)
    if case.level in _SEAT and place is not None:
        return f"{place.name}{_SEAT[case.level] if case.level is Level.GRID else ''}"
    return _SEAT.get(case.level) or directory.county.centre_name


def _stage(view: CaseView) -> int:
    """How many of the stages are behind."""
    case = view.case
    if case.closed_at is not None:
        return len(STAGES)
    if case.answered_at is not None:
        return 4
    if case.progressed_at or case.contacted_at or any(w.reported_in_at for w in view.in_force):
        return 3
    return 2 if case.accepted_at is not None or view.in_force else 1


def _steps(view: CaseView, hide: _Veil, world: World) -> Iterator[Step]:
    case = view.case
    yield Step(case.opened_at, "登记了您反映的事")
    for whistle in view.in_force:
        yield from _of_unit(whistle, world)
    if case.accepted_at and not view.in_force:
        yield Step(case.accepted_at, "有人接手了")
    if case.contacted_at:
        yield Step(case.contacted_at, "联系了反映人或者到了现场")
    if case.progressed_at:
        told = hide.from_(case.progress)
        yield Step(case.progressed_at, f"有了进展：{told}" if told else "有了进展")
    if case.answered_at:
        yield Step(case.answered_at, "办理情况作了答复")
    if case.closed_at and case.state is CaseState.CLOSED:
        yield Step(case.closed_at, "结案")


def _of_unit(whistle: Whistle, world: World) -> Iterator[Step]:
    department = world.directory.department(whistle.department_id)
    name = department.name if department else "有关单位"
    what = "办理" if whistle.role is WhistleRole.LEAD else "配合办理"
    yield Step(whistle.whistled_at, f"请{name}{what}")
    if whistle.reported_in_at:
        yield Step(whistle.reported_in_at, f"{name}接手了")
    if whistle.done_at and whistle.state is WhistleState.DONE:
        yield Step(whistle.done_at, f"{name}办完了自己这一块")
