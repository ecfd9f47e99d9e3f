"""The triage desk: what the bot was unsure of, its guesses, and one key to confirm or correct."""

from dataclasses import dataclass

from aiohttp import web
from sqlmodel import Session

from bot.console.case.fields import choices_for
from bot.console.door import Door, read_form
from bot.console.onward import told
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from handlers import click
from handlers.click import Clicked
from handlers.effects import FinishTask
from handlers.loading.situations import load_views
from handlers.permissions import COUNTY
from handlers.situation import CaseView
from handlers.understanding.categories import Leaf
from handlers.understanding.masking import mask
from handlers.understanding.reading import Around
from storage.desks import list_to_look_at, list_unsure
from storage.tables.case import Task
from storage.tables.click import Click

_MOST = 30
_GUESSES = 4


@dataclass(frozen=True)
class Guess:
    """A kind the matter may be of, and how sure the bot is."""

    leaf: Leaf
    sure: int  # of a hundred


@dataclass(frozen=True)
class Doubt:
    """One case whose kind is to be looked at."""

    view: CaseView
    words: str
    leaf: Leaf
    guesses: tuple[Guess, ...]


def routes(door: Door) -> list[web.RouteDef]:
    """The desk's addresses."""
    pages, roles = _Triage(door), ROLES["triage"]
    return [
        web.get("/console/triage", door.page(pages.show, roles)),
        web.post("/console/triage/{id:[0-9]{1,15}}/done", door.form(pages.finish, roles & COUNTY)),
    ]


class _Triage:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._db = door.house.db

    async def show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """What is to be looked at, the oldest first."""

        def find(session: Session) -> tuple[list[Doubt], list[Task]]:
            rows = [case for _, case in list_unsure(session, visitor.reach, _MOST)]
            views = [view for view in load_views(session, rows) if visitor.sees(view)]
            others = list_to_look_at(session, visitor.county_id, _MOST)
            loose = others if visitor.is_any(COUNTY) else []
            return [_doubt(visitor, view) for view in views], loose

        doubts, others = await self._db.read(find)
        page = {
            "doubts": doubts,
            "others": others,
            "choices": choices_for(visitor),
            "flash": await self._door.flash(request, visitor),
        }
        return self._door.show("triage.html", visitor, page)

    async def finish(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """What no case tells of was looked at by a person."""
        given, task_id = await read_form(request), int(request.match_info["id"])

        def write(session: Session) -> Click:
            task = session.get(Task, task_id)
            if task is None or task.case_id is not None:
                raise web.HTTPNotFound
            key = f"{visitor.id}:{given.get('key', '')[:40]}:{task_id}"
            clicked = Clicked(key, "looked_at", visitor.speaker, visitor.now)
            return click.carry_out(session, clicked, [FinishTask(task.key)], None, visitor.world)

        done = await self._db.tx(write)
        raise web.HTTPSeeOther(told("/console/triage", done.id))


def _doubt(visitor: Visitor, view: CaseView) -> Doubt:
    world, case = visitor.world, view.case
    words = next((r.words for r in view.reports if r.words), case.summary)
    regions = (case.region_id,) if case.region_id is not None else ()
    reading = world.reader.read(words, Around(regions, is_to_bot=True))
    found = {m.leaf: m.confidence for m in reading.matters}
    for matter in reading.matters:
        found |= {leaf: sure for leaf, sure in matter.others if leaf not in found}
    ranked = sorted(found.items(), key=lambda pair: -pair[1])
    known = [
        Guess(leaf, round(sure * 100))
        for leaf_id, sure in ranked
        if (leaf := world.categories.leaves.get(leaf_id)) and not leaf.is_emergency
    ]
    others = tuple(one for one in known if one.leaf.id != case.leaf)[: _GUESSES - 1]
    return Doubt(view, mask(words), world.categories.leaf(case.leaf), others)
