"""The `boundaries` command: borders are imported from GeoJSON after it was shown, or written out."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from bot.boundaries import geojson
from bot.boundaries.errors import BoundariesError
from bot.boundaries.landing import land
from bot.boundaries.plan import Plan, make_plan
from bot.boundaries.rings import System
from bot.settings import SettingsError, load
from bot.world import NotSeededError
from handlers.directory import Directory
from handlers.loading.situations import load_directory
from storage.clock import SystemClock
from storage.codes import Level
from storage.county.landing import By
from storage.county.seats import LEVEL_NAMES
from storage.db import Database
from storage.errors import NotFoundError

HELP = "从 GeoJSON 导入网格和各级区域的边界，或用 --out 写出现有的边界；都不写就看看还差哪些。"
_MOST_NAMED = 40
_LEVELS = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE, Level.GRID)

Lines = list[str]


def command(
    file: Annotated[
        Path | None, typer.Argument(help="边界文件（.geojson）。", dir_okay=False)
    ] = None,
    *,
    coordinates: Annotated[
        System, typer.Option("--coordinates", help="文件用的坐标系。")
    ] = System.WGS84,
    out: Annotated[
        Path | None, typer.Option("--out", help="把现有的边界写到这个文件。", dir_okay=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会改什么，不写入。")] = False,
) -> None:
    """The borders are those of the file, or in the file; without one it is told which are missing."""
    if file is not None and out is not None:
        raise SettingsError(["要么导入边界文件，要么用 --out 写出，不能两样都要"])
    features = None if file is None else geojson.read(_content(file), coordinates)
    db = Database.open(load().database_url)

    def run(session: Session) -> Lines:
        directory = _directory(session)
        if features is not None:
            return _import(session, directory, make_plan(features, directory), dry_run=dry_run)
        return _missing(directory) if out is None else _export(directory, out)

    async def once() -> Lines:
        try:
            return await db.tx(run)
        finally:
            await db.close()

    for line in asyncio.run(once()):
        typer.echo(line)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BoundariesError([f"读不了 {file}：{error.strerror}"]) from None


def _directory(session: Session) -> Directory:
    try:
        return load_directory(session)
    except NotFoundError:
        raise NotSeededError(NotSeededError.__doc__) from None


def _import(session: Session, directory: Directory, plan: Plan, *, dry_run: bool) -> Lines:
    if plan.problems:
        raise BoundariesError([*plan.problems, "改好再导入；这次什么都没有写入。"])
    if plan.changes and not dry_run:
        land(session, directory.county.id or 0, plan.changes, By(None, SystemClock().now()))
    verb = "会改" if dry_run else "改了"
    lines = [f"{verb} {len(plan.changes)} 处边界，{plan.unchanged} 处没有变。"]
    lines += _first(one.line for one in plan.changes)
    lines += plan.warnings
    return [*lines, "以上只是看看，什么都没有写入。"] if dry_run else lines


def _export(directory: Directory, out: Path) -> Lines:
    drawn = [one for one in directory.live_regions if one.polygon]
    try:
        out.write_text(written(directory), encoding="utf-8")
    except OSError as error:
        raise BoundariesError([f"写不了 {out}：{error.strerror}"]) from None
    return [f"{len(drawn)} 处边界写进了 {out}（WGS-84）。"]


def written(directory: Directory) -> str:
    """The borders of every region that is there, as GeoJSON."""
    names: dict[int | None, str] = {one.id: one.name for one in directory.regions.values()}
    return geojson.write(directory.live_regions, names)


def _missing(directory: Directory) -> Lines:
    lines: Lines = []
    for level in _LEVELS:
        every = [one for one in directory.live_regions if one.level is level]
        left = [one for one in every if not one.polygon]
        lines.append(f"{LEVEL_NAMES[level]}：{len(every)} 处，没有边界的 {len(left)} 处。")
        lines += _first(f"{one.name}（{one.code}）" for one in left)
    return lines


def _first(every: Iterable[str]) -> Lines:
    found = list(every)
    more = [f"  ……其余 {len(found) - _MOST_NAMED} 处。"] if len(found) > _MOST_NAMED else []
    return [*(f"  {one}" for one in found[:_MOST_NAMED]), *more]
