"""The command `figures`: what the charts show is counted, of an older database too."""

import asyncio
from collections.abc import Callable
from typing import Annotated

import typer
from sqlmodel import Session

from bot.settings import Settings, load
from bot.world import WorldSource
from handlers.understanding.tree import load_categories
from scheduler.figures import roll
from storage import figures
from storage.clock import SystemClock
from storage.db import Database
from storage.regions import get_county

HELP = "把统计图要用的数算好（平时服务自己会算）。从旧库升级以后，可以先跑一遍。"
_TOLD_EVERY = 25

Told = Callable[[int], None]


def command(
    *, anew: Annotated[bool, typer.Option("--anew", help="原来算的不要了，从头算。")] = False
) -> None:
    """Everything is counted up to now."""
    left = asyncio.run(_count(load(), lambda left: typer.echo(f"还有 {left} 件……"), anew=anew))
    typer.echo("统计数字都算好了。" if not left else f"另有服务正在算，还剩 {left} 件。")


async def _count(settings: Settings, told: Told, *, anew: bool) -> int:
    db, now = Database.open(settings.database_url), SystemClock().now()
    source = WorldSource(settings.policy, load_categories(settings.taxonomy_file))

    def left(session: Session) -> int:
        return figures.count_uncounted(session, get_county(session).id or 0)

    def some(session: Session) -> bool:
        return roll(session, now, source.current(session))

    try:
        if anew:
            await db.tx(lambda session: figures.forget(session, get_county(session).id or 0))
        pieces = 0
        while await db.tx(some):
            pieces += 1
            if pieces % _TOLD_EVERY == 0:
                told(await db.read(left))
        return await db.read(left)
    finally:
        await db.close()
