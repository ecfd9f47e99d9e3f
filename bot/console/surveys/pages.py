"""The survey desk: whom the reader is still to call or visit, and what they answered."""

import secrets

from aiohttp import web
from sqlmodel import Session

from bot.console.door import Door, read_form
from bot.console.onward import told
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from bot.console.wording import names_in
from handlers import click
from handlers.click import Clicked
from handlers.loading.errands import errands_in_hand
from handlers.survey.errands import brought
from storage.tables.click import Click

SOLVED = {"solved": "已解决", "partly": "部分解决", "unsolved": "没解决"}
CONTENT = {"5": "5分", "4": "4分", "3": "3分", "2": "2分", "1": "1分"}
_ELSE = {"missed": "没联系上", "declined": "不愿意回访"}


def routes(door: Door) -> list[web.RouteDef]:
    """The desk's addresses."""
    pages, roles = _Surveys(door), ROLES["surveys"]
    return [
        web.get("/console/surveys", door.page(pages.show, roles)),
        web.post("/console/surveys/{id:[0-9]{1,15}}", door.form(pages.answer, roles)),
    ]


class _Surveys:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._house = door.house

    async def show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The calls and visits that wait for this reader, the first first."""
        policy = visitor.world.policy
        page = {
            "errands": await self._house.db.read(lambda s: errands_in_hand(s, visitor.id)),
            "solved": SOLVED | _ELSE,
            "content": CONTENT,
            "hours": f"{policy.survey_from:%H:%M}到{policy.survey_until:%H:%M}",
            "names": names_in(visitor.world.directory),
            "key": secrets.token_urlsafe(12),
            "flash": await self._door.flash(request, visitor),
        }
        return self._door.show("surveys.html", visitor, page)

    async def answer(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """What was answered is the reporter's own word; it is read as the same words in chat."""
        given, survey_id = await read_form(request), int(request.match_info["id"])
        words = _words(given)
        if not words or not given.get("key"):
            raise web.HTTPBadRequest(text="请选一项：解决了没有，或者没联系上。")

        def write(session: Session) -> Click:
            found = [e for e in errands_in_hand(session, visitor.id) if e.survey.id == survey_id]
            if not found:
                raise web.HTTPNotFound(text="这件回访不在您手上，或者已经办完了。")
            effects = brought(visitor, found[0], words)
            key = f"{visitor.id}:{given['key'][:40]}:{survey_id}"
            clicked = Clicked(key, "errand", visitor.speaker, visitor.now)
            return click.carry_out(session, clicked, effects, found[0].view.id, visitor.world)

        done = await self._house.db.tx(write)
        self._house.acted()
        raise web.HTTPSeeOther(told("/console/surveys", done.id))


def _words(given: dict[str, str]) -> str:
    """The form in the words somebody would use in chat."""
    outcome = given.get("outcome", "")
    if outcome in _ELSE:
        return _ELSE[outcome]
    said = (SOLVED.get(outcome, ""), CONTENT.get(given.get("content", ""), ""))
    remark = given.get("remark", "").strip()[:500]
    return "，".join(filter(None, (*said, remark))) if outcome in SOLVED else ""
