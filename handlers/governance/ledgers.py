"""The ledger of cases (台账): a view, never kept; masked, and confidential matters without words."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from handlers.permissions import circle_of, roles_on
from handlers.situation import CaseView, Speaker, World
from handlers.texts import render
from handlers.understanding.masking import mask
from handlers.wording import in_full, number, public_place
from storage.codes import Level, WhistleRole
from storage.tables.plan import CasePlan

COLUMNS = (
    ("number", 10),
    ("opened", 18),
    ("township", 12),
    ("village", 12),
    ("grid", 14),
    ("place", 18),
    ("leaf", 16),
    ("summary", 40),
    ("urgency", 8),
    ("level", 10),
    ("lead", 16),
    ("helpers", 20),
    ("leader", 12),
    ("plan", 30),
    ("colour", 6),
    ("state", 10),
    ("due", 18),
    ("answered", 18),
    ("closed", 18),
    ("result", 40),
    ("reopened", 8),
    ("reporters", 8),
)
"""The columns of a ledger, and how wide each is in letters."""


def headings() -> tuple[str, ...]:
    """What stands over the columns."""
    return tuple(render(f"ledger.{name}") for name, _ in COLUMNS)


def may_list(view: CaseView, reader: Speaker | None, world: World) -> bool:
    """Whether a case stands in the reader's ledger; without one, only what is not confidential.

    Whoever has nothing to do with a case does not find it in theirs.
    """
    if reader is None:
        return circle_of(view.case) is None
    return bool(roles_on(reader, view, world.directory))


def rows_of(
    views: Iterable[CaseView],
    plans: Mapping[int, CasePlan],
    reader: Speaker | None,
    world: World,
) -> list[tuple[str, ...]]:
    """The lines of the ledger that the reader may see, in the order given."""
    listed = (view for view in views if may_list(view, reader, world))
    return [row_of(view, plans.get(view.id), world) for view in listed]


def row_of(view: CaseView, plan: CasePlan | None, world: World) -> tuple[str, ...]:
    """One case as a line of the ledger, in the order of the columns."""
    case, told = view.case, _words(view, plan, world)
    found = {
        **told,
        **_where(view, world),
        **_who(view, world),
        "number": number(case.number),
        "urgency": render(f"urgency.{case.urgency.value}"),
        "level": render(f"level.{case.level.value}"),
        "leader": case.leader_name,
        "colour": render(f"ledger.colour_{case.colour.value}"),
        "state": render(f"case_state.{case.state.value}"),
        "opened": _at(case.opened_at),
        "due": _at(case.resolve_due_at),
        "answered": _at(case.answered_at),
        "closed": _at(case.closed_at),
        "reopened": str(case.reopen_count or ""),
        "reporters": str(len(view.reporter_ids)),
    }
    return tuple(found[name] for name, _ in COLUMNS)


def _words(view: CaseView, plan: CasePlan | None, world: World) -> dict[str, str]:
    """What was told and done, masked; of what only a few may know, not a word."""
    case = view.case
    if circle_of(case) is not None:
        hidden = render("ledger.hidden")
        return dict.fromkeys(("leaf", "summary", "place", "plan", "result"), hidden)
    summary = render("ledger.private") if case.is_private else mask(case.summary)
    return {
        "leaf": world.categories.leaf(case.leaf).name,
        "summary": summary,
        "place": public_place(case.place),
        "plan": mask(plan.text) if plan is not None else "",
        "result": render("ledger.private") if case.is_private else mask(case.result),
    }


def _where(view: CaseView, world: World) -> dict[str, str]:
    levels = (Level.TOWNSHIP, Level.VILLAGE, Level.GRID)
    found = {one: world.directory.at_level(view.case.region_id, one) for one in levels}
    is_hidden = circle_of(view.case) is not None
    return {
        one.value: region.name
        if region is not None and not (is_hidden and one is Level.GRID)
        else ""
        for one, region in found.items()
    }


def _who(view: CaseView, world: World) -> dict[str, str]:
    named = {
        role: [
            found.name
            for w in view.in_force
            if w.role is role and (found := world.directory.department(w.department_id)) is not None
        ]
        for role in WhistleRole
    }
    return {
        "lead": "、".join(named[WhistleRole.LEAD]),
        "helpers": "、".join(named[WhistleRole.CO_HANDLER]),
    }


def _at(moment: datetime | None) -> str:
    return in_full(moment) if moment is not None else ""
