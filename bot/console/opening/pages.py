"""The opening (开张): what has to be done before the first message, what is done, what comes next."""

from aiohttp import web
from sqlmodel import Session

from bot.console.door import Door, read_form
from bot.console.opening.steps import steps
from bot.console.rooms import ROLES
from bot.console.roster.desk import Desk
from bot.console.visitor import Visitor
from storage import roster
from storage.county.nodes import PHONE
from storage.opening import load_opening
from storage.trial import GROUP, RESIDENTS, prepare_trial


def routes(door: Door) -> list[web.RouteDef]:
    """The addresses of the opening."""
    pages, roles = _Opening(door), ROLES["opening"]
    return [
        web.get("/console/opening", door.page(pages.look, roles)),
        web.post("/console/opening/county", door.form(pages.county, roles)),
        web.post("/console/opening/trial", door.form(pages.trial, roles)),
    ]


class _Opening:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._desk = Desk(door)

    async def look(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Every step, as far as the county has got."""
        opening = await self._door.house.db.read(lambda s: load_opening(s, visitor.county_id))
        every = steps(visitor, opening, self._door.house.channels)
        left = [one for one in every if not one.is_done and not one.is_optional]
        page = {
            "steps": every,
            "next": left[0].key if left else "",
            "left": len(left),
            "county": visitor.world.directory.county,
            "flash": await self._door.flash(request, visitor),
            "key": self._desk.new_key(),
        }
        return self._door.show("opening.html", visitor, page)

    async def trial(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """There is a group to try things out in; only where the chat page is."""
        if "webchat" not in self._door.house.channels:
            raise web.HTTPNotFound
        given = await read_form(request)

        def write(session: Session, _click_id: int) -> tuple[bool, str]:
            grid = prepare_trial(session, visitor.now)
            if grid is None:
                return False, "先导入地区和网格员，再来试。"
            return True, f"{RESIDENTS[0]}和{RESIDENTS[1]}住进了{grid.name}，都在“{GROUP}”里。"

        return await self._desk.record(visitor, given, "trial", write)

    async def county(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The county is called so and can be telephoned there."""
        given = await read_form(request)
        names = {key: given.get(key, "").strip()[:60] for key in ("name", "centre_name")}
        phones = {key: given.get(key, "").strip() for key in ("duty_phone", "gas_repair_phone")}

        def write(session: Session, _click_id: int) -> tuple[bool, str]:
            if not all(names.values()):
                return False, "名称不能空着。"
            if wrong := [one for one in phones.values() if one and not PHONE.fullmatch(one)]:
                return False, f"“{wrong[0]}”不像电话号码。"
            roster.set_county(session, names | phones, visitor.id, visitor.now)
            return True, "县的名称和电话已保存。"

        return await self._desk.record(visitor, given, "roster_county", write)
