"""A county is founded in a folder of its own and lives through a year there."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.memory import spare_what_lasts
from bot.simulation import findings, rates
from bot.simulation.at_once import database_at_once
from bot.simulation.chance import seeded
from bot.simulation.county import load_scene
from bot.simulation.findings import Finding
from bot.simulation.rates import Figures
from bot.simulation.year import STARTS, Plan, Year
from bot.world import WorldSource
from handlers.policy import Policy
from handlers.understanding.categories import Categories
from storage import migrate
from storage.county.file import demo_county_file
from storage.county.seed import seed
from storage.db import Database


@dataclass(frozen=True)
class Outcome:
    """What a simulated year came to."""

    plan: Plan
    heard: int
    counts: dict[str, int]
    findings: tuple[Finding, ...]
    figures: Figures
    seconds: float
    cpu_seconds: float

    @property
    def is_clean(self) -> bool:
        """True when nothing was found wrong."""
        return all(one.is_clean for one in self.findings)


async def found(folder: Path, categories: Categories) -> Database:
    """A database with every table and the demo county, before its first day."""
    url = f"sqlite:///{folder / 'year.db'}"
    migrate.upgrade(url)
    db = database_at_once(url)
    await db.tx(lambda session: seed(session, demo_county_file(categories.leaves), now=STARTS))
    return db


async def simulate(
    folder: Path, plan: Plan, categories: Categories, progress: Callable[[int], None]
) -> Outcome:
    """The year was played, and what must hold at its end was looked at."""
    began, cpu_began = time.perf_counter(), time.process_time()
    db = await found(folder, categories)
    try:
        scene = await db.read(lambda session: load_scene(session, seeded(plan.seed)))
        year = Year(db, WorldSource(Policy(), categories), categories, plan, scene)
        spare_what_lasts()
        await year.play(progress)
        await year.count()
        seen = findings.Seen(year.heard, dict(year.ear.said), STARTS, year.clock.now())
        return Outcome(
            plan,
            year.heard,
            await db.read(findings.counts),
            await db.read(lambda session: findings.look(session, seen)),
            await db.read(rates.figures),
            time.perf_counter() - began,
            time.process_time() - cpu_began,
        )
    finally:
        await db.close()
