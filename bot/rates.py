"""The command `rates`: the rates of a month, by county, township and department."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

import typer
from sqlmodel import Session

from bot.settings import load
from bot.world import NotSeededError
from handlers.directory import Directory
from handlers.loading.situations import load_directory
from handlers.ports import Calendar
from handlers.survey.rates import MonthReport, report
from handlers.survey.records import Month, Record, gather, month_of, townships, within
from handlers.survey.shares import Rate, RateName
from handlers.texts import render
from scheduler.calendar import calendars
from storage import rates as stored
from storage.clock import SystemClock
from storage.db import Database
from storage.regions import directory_version
from storage.workdays import county_time

HELP = "算一个月的各项率，每个数都带分母、剔除数和案件编号。如：gridwhistle rates --month 2026-11"
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class RatesError(Exception):
    """What was asked for cannot be counted; the message says why."""


@dataclass(frozen=True)
class Counted:
    """The rates of one place or department."""

    kind: str  # county, township, department, region
    name: str
    report: MonthReport


def command(
    month: Annotated[str, typer.Option("--month", help="月份，如 2026-11。")],
    region: Annotated[str, typer.Option("--region", help="只算这个乡镇、村或网格。")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="一行一个 JSON，带案件编号。")] = False,
) -> None:
    """The rates of the month are written to the standard output."""
    for one in asyncio.run(_counted(parse_month(month), region)):
        for line in [json.dumps(plain(one), ensure_ascii=False)] if as_json else lines(one):
            typer.echo(line)


def parse_month(text: str) -> Month:
    """The month that "2026-11" means, in China; raises RatesError."""
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        raise RatesError(f"月份要写成 2026-11 这样，不能是“{text}”")
    return month_of(date(int(found[1]), int(found[2]), 1))


def count(session: Session, month: Month, now: datetime, region: str = "") -> list[Counted]:
    """The rates of the county, its townships and departments; or of the region that is named."""
    month = month.until(now)
    if directory_version(session) == 0:
        raise NotSeededError(NotSeededError.__doc__)
    directory = load_directory(session)
    county_id = directory.county.id or 0
    kept = county_time(session, county_id)
    calendar = calendars(kept.days, kept.hours, kept.years).county
    rows = stored.read_month(session, county_id, month.begins_at, month.ends_at)
    scopes = _Scopes(gather(*rows), month, calendar, directory)
    return [scopes.region(region)] if region else list(scopes.every())


def lines(one: Counted) -> Iterator[str]:
    """The rates as a person reads them; too few to show are named as such."""
    yield f"【{one.name}】"
    for name, rate in one.report.rates.items():
        yield f"  {render(f'rate.{name.value}')}：{_shown(rate)}{_left(rate)}"
    times = one.report.durations
    if times.median is None or times.ninth is None:
        yield f"  办结时长：样本不足（n={times.n}）"
    else:
        yield f"  办结时长：中位数{times.median:.1f}工时，九成在{times.ninth:.1f}工时内（n={times.n}）"
    whole = one.report.composite
    yield f"  综合：{'样本不足' if whole is None else f'{whole:.1%}'}（响应30%、解决35%、满意35%）"


async def _counted(month: Month, region: str) -> list[Counted]:
    db = Database.open(load().database_url)
    try:
        now = SystemClock().now()
        return await db.read(lambda session: count(session, month, now, region))
    finally:
        await db.close()


@dataclass(frozen=True)
class _Scopes:
    """The records of a month, counted for one place or department after the other."""

    records: list[Record]
    month: Month
    calendar: Calendar
    directory: Directory

    def every(self) -> Iterator[Counted]:
        """The county, its townships, and the departments that had anything to do."""
        county = self.directory.county.name
        yield Counted("county", county, report(self.records, self.month, self.calendar))
        yield from (self._place("township", one) for one in townships(self.directory))
        for department_id, department in sorted(self.directory.departments.items()):
            of_it = report(self.records, self.month, self.calendar, department_id)
            if any(rate.n for rate in of_it.rates.values()):
                yield Counted("department", department.name, of_it)

    def region(self, name: str) -> Counted:
        """The place of this name or code; raises RatesError."""
        return self._place("region", _region_id(self.directory, name))

    def _place(self, kind: str, region_id: int) -> Counted:
        found = self.directory.region(region_id)
        inside = within(self.records, region_id, self.directory)
        counted = report(inside, self.month, self.calendar)
        return Counted(kind, found.name if found else "", counted)


def _region_id(directory: Directory, name: str) -> int:
    found = directory.region_coded(name) or next(
        (r for r in directory.regions.values() if name in (r.name, *r.aliases)), None
    )
    if found is None or found.id is None:
        raise RatesError(f"县情里没有“{name}”这个地方")
    return found.id


def _shown(rate: Rate) -> str:
    if rate.value is None:
        return f"样本不足（n={rate.n}）"
    return f"{rate.value:.1%}（{rate.numerator:g}/{rate.n}）"


def _left(rate: Rate) -> str:
    told = (f"{render(f'left_out.{why}')}{len(ids)}" for why, ids in rate.excluded.items())
    said = "、".join(told)
    return f"，剔除{said}" if said else ""


def plain(one: Counted) -> dict[str, Any]:
    """The rates as plain values; of too few only their number is told."""
    times = one.report.durations
    told: dict[str, Any] = {"kind": one.kind, "name": one.name, "composite": one.report.composite}
    told["rates"] = {name.value: _rate(name, rate) for name, rate in one.report.rates.items()}
    told["working_hours"] = {"n": times.n, "median": times.median, "p90": times.ninth}
    return told


def _rate(name: RateName, rate: Rate) -> Mapping[str, Any]:
    """Of too few only their number is told."""
    label = render(f"rate.{name.value}")
    if rate.is_hidden:
        return {"label": label, "n": rate.n, "hidden": True}
    return {
        "label": label,
        "value": round(rate.value or 0.0, 4),
        "numerator": rate.numerator,
        "n": rate.n,
        "excluded": {why: list(ids) for why, ids in rate.excluded.items()},
        "cases": list(rate.cases),
        "missed": list(rate.missed),
    }
