"""A row of our own export that came back: what was changed in it, and what of that may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.sheets.faults import Fault
from bot.sheets.heads import Row
from bot.sheets.values import moment_of
from handlers.governance.ledgers import line_of
from handlers.lifecycle.leaf_names import find, nearest
from handlers.lifecycle.moves import possible
from handlers.situation import CaseView, Speaker, World
from handlers.texts import render
from handlers.wording import in_full
from storage.codes import Move
from storage.tables.plan import CasePlan

_LONGEST_NOTE = 500
_MOMENTS = ("opened", "due", "answered", "closed")


@dataclass(frozen=True)
class Edit:
    """What a row asks to change of a case: its kind, a remark for its history, or both."""

    case_id: int
    number: int
    was: str  # the leaf when it was previewed
    leaf: str  # nothing when it stays
    note: str


@dataclass
class Compared:
    """What comparing a row with its case gave."""

    edit: Edit | None = None
    faults: list[Fault] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)  # changed cells that stay as they are


def compare(
    row: Row, view: CaseView, plan: CasePlan | None, speaker: Speaker, world: World
) -> Compared:
    """Only the kind and the remark are changed by a table: what was done is told where it is done."""
    found, line = Compared(), line_of(view, plan, world)
    for name in row.places:
        if name in line and name not in ("leaf", "remark", "number"):
            _refuse(row, name, line, found)
    legal = possible(speaker, view, world)
    leaf = _leaf(row, line, view, legal, found, world)
    note = _note(row, legal, found)
    if (leaf or note) and not found.faults:
        found.edit = Edit(view.id, view.case.number, view.case.leaf, leaf, note)
    return found


def _refuse(row: Row, name: str, line: Mapping[str, str], found: Compared) -> None:
    if _same(row, name, line[name]):
        return
    written = row.text(name)[:20] or "空着"
    now = line[name][:20] or "空着"
    label = render(f"ledger.{name}")
    wrong = f"“{label}”不能在表格里改（表里“{written}”，现在“{now}”），仍按现在的"
    found.refused.append(row.fault(name, wrong))


def _same(row: Row, name: str, current: str) -> bool:
    """The cell says what the case says now, however Excel made the day look."""
    if "".join(row.text(name).split()) == "".join(current.split()):
        return True
    moment = moment_of(row.value(name)) if name in _MOMENTS else None
    return moment is not None and in_full(moment) == current


def _leaf(
    row: Row,
    line: Mapping[str, str],
    view: CaseView,
    legal: tuple[Move, ...],
    found: Compared,
    world: World,
) -> str:
    written = row.text("leaf")
    if "leaf" not in row.places or _same(row, "leaf", line["leaf"]):
        return ""
    leaf = find(written, world.categories) if written else None
    if leaf is not None and leaf.id == view.case.leaf:
        return ""
    if leaf is None:
        likely = "、".join(one.short_name for one in nearest(written, world.categories))
        wrong = f"没有“{written[:20]}”这一类" if written else "类别不能空着"
        found.faults.append(row.fault("leaf", wrong, f"可以写：{likely}"))
    elif leaf.is_emergency:
        found.faults.append(row.fault("leaf", "险情不能在表格里改出来", "请在聊天里报，或者打电话"))
    elif Move.RECLASSIFY not in legal:
        found.faults.append(
            row.fault("leaf", "这一件现在不能改类别，或者不归您改", "请恢复原来的类别")
        )
    else:
        return leaf.short_name
    return ""


def _note(row: Row, legal: tuple[Move, ...], found: Compared) -> str:
    note = row.text("remark")
    if len(note) > _LONGEST_NOTE:
        found.faults.append(row.fault("remark", "备注太长", f"最多写 {_LONGEST_NOTE} 个字"))
    elif note and Move.NOTE not in legal:
        found.faults.append(row.fault("remark", "这一件不能再加备注，或者不归您加", "请把备注删去"))
    return note
