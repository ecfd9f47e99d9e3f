"""The `calendar` command: a year's holidays are imported, and every open deadline reckoned anew."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from bot.settings import Settings, load
from bot.world import WorldSource
from handlers.lifecycle.recounting import Recount
from handlers.lifecycle.timing.working_time import WorkingCalendar
from handlers.ports import Calendar
from handlers.situation import World
from handlers.texts import render
from handlers.understanding.tree import load_categories
from handlers.wording import number, when
from scheduler.missing_calendar import task_key
from scheduler.recounting import Recounted, recount
from storage import tasks
from storage.calendar.checks import WEEK
from storage.calendar.file import load_calendar_file
from storage.calendar.values import CalendarFile
from storage.calendar.writing import write
from storage.clock import SystemClock
from storage.db import Database
from storage.tables.case import Case
from storage.workdays import county_time

HELP = "导入一年的放假和调休安排（YAML 或 CSV），在办事项的时限跟着重算；不写文件就看看知道哪几年。"
_MOST_NAMED = 30
_YEARS_SHOWN = 2


def command(
    file: Annotated[
        Path | None, typer.Argument(help="日历文件（YAML 或 CSV）。", dir_okay=False)
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会改什么，不写入。")] = False,
) -> None:
    """The county's calendar is that of the file; without one, what is known is told."""
    settings = load()
    calendar = None if file is None else load_calendar_file(file)
    for line in asyncio.run(_run(settings, calendar, only_show=dry_run)):
        typer.echo(line)


async def _run(
    settings: Settings, calendar: CalendarFile | None, *, only_show: bool
) -> tuple[str, ...]:
    source = WorldSource(settings.policy, load_categories(settings.taxonomy_file))
    now = SystemClock().now()
    db = Database.open(settings.database_url)
    try:
        if calendar is None:
            return await db.read(lambda session: known_years(session, now, source))
        return await db.tx(Import(calendar, source, now, only_show=only_show).run)
    except OnlyShownError as shown:
        return (*shown.lines, "以上只是看看，什么都没有写入。")
    finally:
        await db.close()


class OnlyShownError(Exception):
    """Raised to take everything back when the change was only to be looked at."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("only shown")
        self.lines = lines


@dataclass(frozen=True)
class Import:
    """One calendar file on its way into the county."""

    file: CalendarFile
    source: WorldSource
    now: datetime
    only_show: bool = False

    def run(self, session: Session) -> tuple[str, ...]:
        """The file is in, all deadlines are those of the new calendar; tells what changed.

        Raises OnlyShownError, so that nothing of it stays, when it was only to be shown.
        """
        before = self.source.current(session)
        write(session, before.directory.county.id or 0, self.file, self.now)
        after = self.source.current(session)
        done = recount(session, self.now, after)
        if self.file.year is not None:
            tasks.finish_task(session, task_key(self.file.year), self.now)
        lines = tuple(self._lines(before, after, done))
        if self.only_show:
            raise OnlyShownError(lines)
        return lines

    def _lines(self, before: World, after: World, done: Recounted) -> Iterator[str]:
        days = sorted({one.day for one in self.file.days} | _around(self.file.year))
        names = {one.day: one.name for one in self.file.days}
        yield from _changed_days(days, names, before.calendar, after.calendar)
        yield from _changed_hours(before, after)
        yield f"在办事项 {done.looked_at} 件，办结时限变了 {len(done.moved)} 件。"
        yield from (_moved(case, found, self.now) for case, found in done.moved[:_MOST_NAMED])
        if len(done.moved) > _MOST_NAMED:
            yield f"……其余 {len(done.moved) - _MOST_NAMED} 件写在各件的经过里。"


def known_years(session: Session, now: datetime, source: WorldSource) -> tuple[str, ...]:
    """What is known of this year and the next. Raises NotSeededError."""
    world = source.current(session)
    imported = county_time(session, world.directory.county.id or 0).years
    years = range(now.year, now.year + _YEARS_SHOWN)
    return tuple(f"{year} 年：{_known(year, imported, world.calendar)}" for year in years)


def _known(year: int, imported: frozenset[int], calendar: Calendar) -> str:
    if year in imported:
        return "已导入放假安排。"
    return "用程序自带的放假安排。" if calendar.knows(year) else "还没有放假安排，按周一到周五算。"


def _around(year: int | None) -> set[date]:
    """Every day that a year's notice may speak of."""
    if year is None:
        return set()
    first, last = date(year - 1, 12, 1), date(year, 12, 31)
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def _changed_days(
    days: Sequence[date], names: dict[date, str], before: Calendar, after: Calendar
) -> Iterator[str]:
    if not isinstance(before, WorkingCalendar) or not isinstance(after, WorkingCalendar):
        return
    changed = [day for day in days if before.is_work(day) is not after.is_work(day)]
    yield f"日子变了 {len(changed)} 天{'：' if changed else '。'}"
    for run in _runs(changed, after):
        was, will = ("休息", "上班") if after.is_work(run[0]) else ("上班", "放假")
        name = next((names[day] for day in run if names.get(day)), "")
        yield f"  {_said(run)}{name and f'（{name}）'}：原来{was}，现在{will}"


def _runs(days: Sequence[date], after: WorkingCalendar) -> Iterator[list[date]]:
    """Days in a row that changed in the same way."""
    numbered = enumerate(days)
    for _, run in groupby(numbered, key=lambda n: (n[1].toordinal() - n[0], after.is_work(n[1]))):
        yield [day for _, day in run]


def _said(run: Sequence[date]) -> str:
    first = f"{run[0]} 星期{WEEK[run[0].weekday()]}"
    return first if len(run) == 1 else f"{first} 到 {run[-1]} 星期{WEEK[run[-1].weekday()]}"


def _changed_hours(before: World, after: World) -> Iterator[str]:
    directory = after.directory
    pairs = [("全县", before.calendar, after.calendar)]
    for department_id in sorted(after.department_calendars):
        department = directory.department(department_id)
        name = department.name if department else str(department_id)
        pairs.append((name, before.calendar_of(department_id), after.calendar_of(department_id)))
    for name, was, will in pairs:
        if _hours(was) != _hours(will):
            yield f"  {name}上班时间：原来{_hours(was)}，现在{_hours(will)}"


def _hours(calendar: Calendar) -> str:
    if not isinstance(calendar, WorkingCalendar):
        return ""
    usual, summer = (
        "、".join(f"{begin:%H:%M}—{end:%H:%M}" for begin, end in spans)
        for spans in (calendar.usual, calendar.summer)
    )
    return usual if usual == summer else f"{usual}（夏季{summer}）"


def _moved(case: Case, found: Recount, now: datetime) -> str:
    if found.before is None or found.now is None:
        return ""
    before, then = when(found.before, now), when(found.now, now)
    return f"  {number(case.number)} {render('calendar.noted', before=before, then=then)}"
