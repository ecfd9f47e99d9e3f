"""The `ledger-import` command: what an old ledger would do is said; with --land it is done."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from bot.old_ledgers.landing import Hand, land
from bot.old_ledgers.planning import Plan, plan_of, read_draft
from bot.settings import load
from bot.sheets.faults import SheetError
from bot.sheets.keeping import CHANGED, SheetChangedError
from bot.world import NotSeededError, WorldSource
from handlers.permissions import DUTY
from handlers.situation import Speaker, World
from handlers.understanding.tree import load_categories
from storage import kept_sheets
from storage.clock import SystemClock
from storage.db import Database
from storage.regions import directory_version

HELP = "把旧台账（.xlsx）导入成已结案的事项，或按改过的台账改类别、加备注；不写 --land 只看会怎样。"
_MOST_SHOWN = 100


class OldLedgerError(Exception):
    """The old ledger cannot be imported as asked; the message says why."""


def command(
    file: Annotated[Path, typer.Argument(help="旧台账（.xlsx）。", dir_okay=False)],
    *,
    as_: Annotated[str, typer.Option("--as", help="以谁的名义导入：县或乡镇值班的姓名。")],
    landing: Annotated[bool, typer.Option("--land", help="真的写入；不写只预览。")] = False,
) -> None:
    """What the file would do is told, and done when asked; nothing is done when anything is wrong."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise OldLedgerError(f"打不开 {file}：{error.strerror}") from None
    for line in asyncio.run(_run(content, file.name, as_, landing=landing)):
        typer.echo(line)


async def _run(content: bytes, name: str, who: str, *, landing: bool) -> list[str]:
    settings, now = load(), SystemClock().now()
    db = Database.open(settings.database_url)
    source = WorldSource(settings.policy, load_categories(settings.taxonomy_file))
    try:
        world = await db.read(lambda session: _world(session, source))
        speaker = _importer(who, world, now)
        try:
            draft = await asyncio.to_thread(read_draft, content, speaker, now, world)
        except SheetError as error:
            raise OldLedgerError(f"{name}：{error}") from None
        plan = await db.read(lambda session: plan_of(session, draft, speaker, world))
        lines = _told(plan)
        if plan.faults:
            raise OldLedgerError("\n".join([*lines, "请改好再导入；这次什么都没有写入。"]))
        if not landing or not plan.may_land:
            return [
                *lines,
                "以上只是预览，什么都没有写入；真的导入请加 --land。"
                if plan.may_land
                else "没有要写入的内容。",
            ]
        told = plan.told()
        hand = Hand(f"{speaker.id}:file:{kept_sheets.digest_of(told)}", name, speaker, now)
        return [*lines, await db.tx(lambda session: land(session, told, hand, world))]
    except SheetChangedError:
        raise OldLedgerError(CHANGED) from None
    finally:
        await db.close()


def _world(session: Session, source: WorldSource) -> World:
    if directory_version(session) == 0:
        raise NotSeededError(NotSeededError.__doc__)
    return source.current(session)


def _importer(name: str, world: World, now: datetime) -> Speaker:
    """Who is on duty under this name; raises OldLedgerError."""
    for person in world.directory.staff.values():
        speaker = Speaker(person, world.directory.posts_held(person.id, now))
        if person.name == name and speaker.roles() & DUTY:
            return speaker
    raise OldLedgerError(f"名册里没有叫“{name}”的县或乡镇值班人员")


def _told(plan: Plan) -> list[str]:
    counts = (
        f"旧事项 {len(plan.olds)} 件，改动 {len(plan.edits)} 件，没有改动 {plan.same} 行，"
        f"以前导入过 {len(plan.repeated)} 行，要改的格 {len(plan.faults)} 处。"
    )
    faults = [one.line for one in plan.faults]
    rest = [one.line for one in (*plan.refused, *plan.hints)]
    shown = [*faults[:_MOST_SHOWN], *rest[:_MOST_SHOWN]]
    left = len(faults) + len(rest) - len(shown)
    return [counts, *shown, *([f"……还有 {left} 处。"] if left else [])]
