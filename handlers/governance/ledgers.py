"""The ledger of cases (台账): a view, never kept; masked, and confidential matters without words."""

from datetime import datetime

from handlers.permissions import circle_of, roles_on
from handlers.situation import CaseView, Speaker, World
from handlers.texts import render
from handlers.understanding.categories import Categories
from handlers.understanding.masking import mask
from handlers.wording import in_full, number, public_place
from storage.codes import Level, WhistleRole
from storage.tables.plan import CasePlan

COLUMNS = (
    ("number", 9),
    ("opened", 12),
    ("township", 10),
    ("village", 10),
    ("grid", 11),
    ("place", 12),
    ("leaf", 11),
    ("summary", 28),
    ("urgency", 6),
    ("level", 8),
    ("lead", 11),
    ("helpers", 12),
    ("leader", 8),
    ("plan", 16),
    ("colour", 5),
    ("state", 8),
    ("due", 12),
    ("answered", 12),
    ("closed", 12),
    ("result", 26),
    ("reopened", 5),
    ("reporters", 5),
    ("remark", 12),
)
"""The columns of a ledger, and how wide each is in letters."""


def headings() -> tuple[str, ...]:
    """What stands over the columns."""
    return tuple(render(f"ledger.{name}") for name, _ in COLUMNS)


def leaves_of(name: str, categories: Categories) -> tuple[str, ...]:
    """The leaves of a kind or of a whole group of kinds, by id or name; the name itself for none.

    What nobody knows is thus looked for and not found, instead of not mattering.
    """
    if not name:
        return ()
    tops = [id_ for id_, called in categories.tops.items() if name in (id_, called)]
    found = [
        leaf.id
        for leaf in categories.leaves.values()
        if leaf.top in tops or name in (leaf.id, leaf.name, leaf.short_name)
    ]
    return tuple(found) or (name,)


def may_list(view: CaseView, reader: Speaker | None, world: World) -> bool:
    """Whether a case stands in the reader's ledger; without one, only what is not confidential.

    Whoever has nothing to do with a case does not find it in theirs.
    """
    if reader is None:
        return circle_of(view.case) is None
    return bool(roles_on(reader, view, world.directory))


def row_of(view: CaseView, plan: CasePlan | None, world: World) -> tuple[str, ...]:
    """One case as a line of the ledger, in the order of the columns."""
    found = line_of(view, plan, world)
    return tuple(found[name] for name, _ in COLUMNS)


def line_of(view: CaseView, plan: CasePlan | None, world: World) -> dict[str, str]:
    """What the ledger says of one case, by the names of the columns."""
    case, told = view.case, _words(view, plan, world)
    return {
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
        "remark": "",
    }


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
