"""Notices to groups: those that wait for a second person, what was sent, and a new one."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web
from sqlmodel import Session

from bot.console.broadcasts.reaching import Gone, gone_by, ways_to
from bot.console.door import Door, read_form
from bot.console.onward import told
from bot.console.parameters import id_in, number_in
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from bot.console.wording import names_in
from handlers import click
from handlers.click import Clicked
from handlers.governance import broadcast_moves
from handlers.governance.broadcast_going import suggested
from handlers.governance.broadcast_moves import LONGEST, SHORTEST, BroadcastStep
from handlers.governance.broadcasts import Notice, judges, may_cancel, may_judge, may_write
from handlers.loading.broadcasts import view_of
from handlers.texts import render
from storage import broadcasts
from storage.broadcasts import Of
from storage.clock import CHINA, local
from storage.codes import NOT_YET_GONE, BroadcastState
from storage.tables.broadcast import Broadcast
from storage.tables.click import Click
from storage.tables.region import Region

_PATH = "/console/broadcasts"
_MOST_WAITING, _MOST = 50, 20
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """One notice as its reader sees it."""

    notice: Broadcast
    where: str
    groups: int
    gone: list[Gone]
    unreached: int  # groups that nobody could be asked to bring it into
    is_planned: bool
    may_judge: bool
    may_cancel: bool


@dataclass(frozen=True)
class Preview:
    """What somebody is about to hand in: who would get it, and who is asked to agree."""

    notice: Notice
    where: str
    refusal: str
    ways: list[Gone]
    judges: str

    @property
    def groups(self) -> int:
        """Into how many groups it would go."""
        return sum(one.groups for one in self.ways)


def routes(door: Door) -> list[web.RouteDef]:
    """The page's addresses."""
    pages, roles = _Broadcasts(door), ROLES["broadcasts"]
    return [
        web.get(_PATH, door.page(pages.show, roles)),
        web.post(f"{_PATH}/preview", door.form(pages.preview, roles)),
        web.post(f"{_PATH}/hand-in", door.form(pages.hand_in, roles)),
        web.post(f"{_PATH}/judge", door.form(pages.judge, roles)),
        web.post(f"{_PATH}/cancel", door.form(pages.cancel, roles)),
    ]


class _Broadcasts:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._db = door.house.db

    async def show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Those that wait, and those that were judged, the newest first."""
        return await self._page(request, visitor)

    async def preview(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Who would get what was written; nothing is handed in yet."""
        notice = _written(await read_form(request))
        return await self._page(request, visitor, _preview(visitor, notice))

    async def hand_in(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The notice waits for a second person, or it was told why not."""
        given = await read_form(request)
        notice, step = _written(given), _step(visitor)

        def write(session: Session) -> Click:
            clicked = _clicked(visitor, given, "broadcast_write")
            key = f"c{secrets.randbits(36)}"
            effects = broadcast_moves.hand_in(step, notice, key)
            return click.carry_out(session, clicked, effects, None, visitor.world)

        raise self._done(await self._db.tx(write))

    async def judge(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """A second person agreed or refused, or it was told why that cannot be."""
        given = await read_form(request)
        is_agreed = given.get("say") == "yes"

        def write(session: Session) -> Click | None:
            found = broadcasts.find(session, given.get("notice", ""))
            if found is None or not _reads(visitor, found):
                return None
            view = view_of(session, found, visitor.now)
            clicked = _clicked(visitor, given, f"broadcast_{'yes' if is_agreed else 'no'}")
            effects = broadcast_moves.judge(_step(visitor), view, is_agreed=is_agreed)
            return click.carry_out(session, clicked, effects, None, visitor.world)

        done = await self._db.tx(write)
        if done is None:
            raise web.HTTPNotFound
        raise self._done(done)

    async def cancel(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """A notice that has not gone was taken back, or it was told why that cannot be."""
        given = await read_form(request)

        def write(session: Session) -> Click | None:
            found = broadcasts.find(session, given.get("notice", ""))
            if found is None or not _reads(visitor, found):
                return None
            clicked = _clicked(visitor, given, "broadcast_cancel")
            effects = broadcast_moves.cancel(_step(visitor), found)
            return click.carry_out(session, clicked, effects, None, visitor.world)

        done = await self._db.tx(write)
        if done is None:
            raise web.HTTPNotFound
        raise self._done(done)

    def _done(self, done: Click) -> web.HTTPException:
        self._door.house.acted()
        return web.HTTPSeeOther(told(_PATH, done.id))

    async def _page(
        self, request: web.Request, visitor: Visitor, preview: Preview | None = None
    ) -> web.StreamResponse:
        last = id_in(request.query.get("before", ""))
        waiting, judged = await self._db.read(lambda s: _find(s, visitor, last))
        page = {
            "waiting": waiting,
            "judged": judged[:_MOST],
            "older": judged[_MOST - 1].notice.id if len(judged) > _MOST else None,
            "is_first": last is None,
            "regions": _regions(visitor),
            "preview": preview,
            "suggested": local(suggested(visitor.now, visitor.world)),
            "longest": LONGEST,
            "shortest": SHORTEST,
            "names": names_in(visitor.world.directory),
            "key": secrets.token_urlsafe(12),
            "flash": await self._door.flash(request, visitor),
        }
        return self._door.show("broadcasts.html", visitor, page)


# ---- written and judged ------------------------------------------------------------------


def _written(given: Mapping[str, str]) -> Notice:
    return Notice(
        given.get("text", "").strip()[: LONGEST + 1],
        number_in(given.get("region", "")) or 0,
        is_for_staff=given.get("kind") == "staff",
        is_urgent=given.get("urgent") == "1",
        goes_at=_chosen(given.get("at", "")) if given.get("when") == "then" else None,
    )


def _chosen(given: str) -> datetime:
    """The moment of the form, in China's time; what is none is long past, and refused as such."""
    try:
        return datetime.fromisoformat(given).replace(tzinfo=CHINA).astimezone(UTC)
    except (ValueError, OverflowError):
        return _LONG_AGO


def _clicked(visitor: Visitor, given: Mapping[str, str], act: str) -> Clicked:
    if not given.get("key"):
        raise web.HTTPBadRequest
    key = f"{visitor.id}:{given['key'][:40]}"
    return Clicked(key, act, visitor.speaker, visitor.now)


def _step(visitor: Visitor) -> BroadcastStep:
    return BroadcastStep(visitor.speaker, visitor.now, visitor.world)


def _preview(visitor: Visitor, notice: Notice) -> Preview:
    step, directory = _step(visitor), visitor.world.directory
    region = directory.region(notice.region_id)
    refusal = broadcast_moves.why_not(step, notice)
    asked = judges(visitor.id, region, directory, visitor.now) if region is not None else ()
    return Preview(
        notice,
        region.name if region is not None else "",
        render(refusal.key, **refusal.params) if refusal is not None else "",
        ways_to(step.groups(notice)) if refusal is None else [],
        "、".join(one.name for one in asked),
    )


# ---- shown -------------------------------------------------------------------------------


def _find(session: Session, visitor: Visitor, before: int | None) -> tuple[list[Row], list[Row]]:
    of = Of(visitor.county_id, visitor.id, _land(visitor))
    waiting = broadcasts.list_waiting(session, of, _MOST_WAITING) if before is None else []
    judged = broadcasts.list_judged(session, of, _MOST + 1, before)
    ways = broadcasts.count_ways(session, [one.id or 0 for one in judged])
    return (
        [_row(visitor, one, []) for one in waiting],
        [_row(visitor, one, gone_by(ways.get(one.id or 0, ()))) for one in judged],
    )


def _row(visitor: Visitor, one: Broadcast, gone: list[Gone]) -> Row:
    directory = visitor.world.directory
    region = directory.region(one.region_id)
    is_waiting = one.state is BroadcastState.WAITING
    groups = len(_step(visitor).groups(one)) if one.state in NOT_YET_GONE else one.groups
    may = region is not None and may_judge(visitor.speaker, one.writer_id, region, directory)
    return Row(
        notice=one,
        where=region.name if region is not None else "",
        groups=groups,
        gone=gone,
        unreached=max(groups - sum(way.groups for way in gone), 0)
        if one.state is BroadcastState.SENT
        else 0,
        is_planned=one.state is BroadcastState.PLANNED,
        may_judge=is_waiting and may,
        may_cancel=region is not None and may_cancel(visitor.speaker, one, region, directory),
    )


def _land(visitor: Visitor) -> frozenset[int] | None:
    """The regions whose notices the visitor reads; None for those of the whole county."""
    top = visitor.world.directory.top
    if may_write(visitor.speaker, top, visitor.world.directory):
        return None
    within = visitor.world.directory.within
    posts = (p for p in visitor.speaker.posts if p.role in ROLES["broadcasts"])
    return frozenset[int]().union(*(within(p.region_id) for p in posts if p.region_id is not None))


def _reads(visitor: Visitor, one: Broadcast) -> bool:
    land = _land(visitor)
    return land is None or one.region_id in land or one.writer_id == visitor.id


def _regions(visitor: Visitor) -> Iterable[Region]:
    """Where the visitor may send a notice, in the order of the county."""
    directory, land = visitor.world.directory, _land(visitor)
    own = (r for r in directory.live_regions if land is None or r.id in land)
    return sorted(
        own, key=lambda region: [one.id for one in reversed(directory.lineage(region.id))]
    )
