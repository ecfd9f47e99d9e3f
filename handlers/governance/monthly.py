"""The month's written report (S1: 每月书面报告): counts by township, red cases, letters, plans."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.governance.forms import centre_of
from handlers.lifecycle.transitions import OPEN
from handlers.permissions import circle_of
from handlers.situation import CaseView, World
from handlers.texts import render
from handlers.wording import day_in_full, in_full, letter_name, number
from storage.codes import CaseState, Colour, LetterKind, LetterState, Level
from storage.tables.letter import Letter
from storage.tables.region import Region

FEWEST = 10  # 3e: no rate is told of fewer
_SOLVED = (CaseState.ANSWERED, CaseState.SURVEYING, CaseState.CLOSED)


@dataclass(frozen=True)
class Month:
    """The time a report is about."""

    year: int
    month: int
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Section:
    """A part of the report: a heading, sentences, and rows with their heads where it has a table."""

    heading: str
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Report:
    """The month's report, in parts."""

    title: str
    sections: tuple[Section, ...]
    signed: tuple[str, ...]


def report_of(
    month: Month,
    region: Region,
    views: Sequence[CaseView],
    letters: Sequence[Letter],
    now: datetime,
    world: World,
) -> Report:
    """What happened in a region in a month; a confidential case is counted and not described."""
    within = world.directory.within(region.id or 0)
    mine = [v for v in views if v.case.region_id in within or region.level is Level.COUNTY]
    name = region.name if region.level is not Level.COUNTY else world.directory.county.name
    title = render("monthly.title", name=name, year=month.year, month=month.month)
    sections = (
        _overall(mine, month),
        _by_region(mine, month, region, world),
        _by_leaf(mine, month, world),
        _red(mine, world),
        _papers(letters, mine),
    )
    signed = (centre_of(world.directory.county), day_in_full(now))
    return Report(title, sections, signed)


def as_markdown(report: Report) -> str:
    """The report as Markdown."""
    parts = [f"# {report.title}"]
    for section in report.sections:
        parts += [f"## {section.heading}", *section.lines]
        if section.rows:
            ruled = (section.head, tuple("---" for _ in section.head), *section.rows)
            parts.append("\n".join(f"| {' | '.join(row)} |" for row in ruled))
    return "\n\n".join((*parts, *report.signed)) + "\n"


def rate(part: int, whole: int) -> str:
    """A rate with what it is made of; too few are told as numbers only."""
    if whole < FEWEST:
        return render("monthly.few", part=part, whole=whole)
    return render("monthly.rate", share=f"{100 * part / whole:.1f}", part=part, whole=whole)


# ---- the parts


def _came(views: Iterable[CaseView], month: Month) -> list[CaseView]:
    return [v for v in views if month.since <= v.case.opened_at < month.until]


def _solved(views: Iterable[CaseView]) -> list[CaseView]:
    return [v for v in views if v.case.state in _SOLVED]


def _still(views: Iterable[CaseView], colour: Colour | None = None) -> list[CaseView]:
    found = [v for v in views if v.case.state in OPEN and v.case.state not in _SOLVED]
    return found if colour is None else [v for v in found if v.case.colour is colour]


def _overall(views: Sequence[CaseView], month: Month) -> Section:
    came = _came(views, month)
    solved = _solved(came)
    in_time = [v for v in solved if _in_time(v)]
    counted = {
        "came": len(came),
        "solved": len(solved),
        "rate": rate(len(solved), len(came)),
        "in_time": rate(len(in_time), len(solved)),
        "open": len(_still(views)),
        "red": len(_still(views, Colour.RED)),
        "yellow": len(_still(views, Colour.YELLOW)),
        "reopened": sum(1 for v in came if v.case.reopen_count),
    }
    return Section(render("monthly.overall"), (render("monthly.overall_line", **counted),))


def _in_time(view: CaseView) -> bool:
    case = view.case
    return (
        case.answered_at is not None
        and case.resolve_due_at is not None
        and case.answered_at <= case.resolve_due_at
    )


def _by_region(views: Sequence[CaseView], month: Month, region: Region, world: World) -> Section:
    """One row for each region below."""
    below = [r for r in world.directory.regions.values() if r.parent_id == region.id]
    rows = []
    for one in sorted(below, key=lambda r: r.code):
        inside = world.directory.within(one.id or 0)
        mine = [v for v in views if v.case.region_id in inside]
        came = _came(mine, month)
        rows.append(
            (
                one.name,
                str(len(came)),
                str(len(_solved(came))),
                str(len(_still(mine))),
                str(len(_still(mine, Colour.RED))),
                str(len(_still(mine, Colour.YELLOW))),
            )
        )
    head = tuple(render("monthly.region_head").split("，"))
    return Section(render("monthly.regions"), head=head, rows=tuple(rows))


def _by_leaf(views: Sequence[CaseView], month: Month, world: World) -> Section:
    counted = Counter(v.case.leaf for v in _came(views, month) if circle_of(v.case) is None)
    hidden = sum(1 for v in _came(views, month) if circle_of(v.case) is not None)
    rows = [(world.categories.leaf(leaf).name, str(n)) for leaf, n in counted.most_common(10)]
    if hidden:
        rows.append((render("ledger.hidden"), str(hidden)))
    head = tuple(render("monthly.leaf_head").split("，"))
    return Section(render("monthly.leaves"), head=head, rows=tuple(rows))


def _red(views: Sequence[CaseView], world: World) -> Section:
    red = _still(views, Colour.RED)
    lines = () if red else (render("monthly.no_red"),)
    head = tuple(render("monthly.red_head").split("，"))
    return Section(
        render("monthly.reds"), lines, head, tuple(_red_row(view, world) for view in red)
    )


def _red_row(view: CaseView, world: World) -> tuple[str, ...]:
    case, lead = view.case, view.lead
    is_hidden = circle_of(case) is not None
    place = world.directory.at_level(case.region_id, Level.TOWNSHIP)
    department = world.directory.department(lead.department_id if lead else None)
    return (
        number(case.number),
        render("ledger.hidden") if is_hidden else case.title,
        place.name if place else "",
        department.name if department else "",
        in_full(case.resolve_due_at) if case.resolve_due_at else "",
        case.leader_name or render("monthly.no_leader"),
    )


def _papers(letters: Sequence[Letter], views: Sequence[CaseView]) -> Section:
    known = {v.id for v in views}
    issued = [one for one in letters if one.issued_at is not None and _is_about(one, known)]
    counted = [
        render(
            "monthly.letters_line",
            kind=render(f"letter_kind.{kind.value}"),
            count=len(of_kind),
            replied=sum(1 for one in of_kind if one.state is LetterState.REPLIED),
        )
        for kind in LetterKind
        if (of_kind := [one for one in issued if one.kind is kind])
    ]
    waiting = [letter_name(one) for one in issued if one.state is not LetterState.REPLIED]
    lines = ["；".join(counted) + "。" if counted else render("monthly.no_letters")]
    if waiting:
        lines.append(render("monthly.letters_waiting", names="、".join(waiting)))
    charged = sum(1 for v in _still(views) if v.case.leader_name)
    lines.append(render("monthly.plans_line", count=charged, open=len(_still(views))))
    return Section(render("monthly.papers"), tuple(lines))


def _is_about(letter: Letter, case_ids: set[int]) -> bool:
    return letter.case_id is None or letter.case_id in case_ids
