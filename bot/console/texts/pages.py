"""What the bot says, to be read and searched by whoever answers for it."""

from aiohttp import web

from bot.console.door import Door
from bot.console.rooms import ROLES
from bot.console.texts.samples import looked_for
from bot.console.visitor import Visitor
from handlers import texts


def routes(door: Door) -> list[web.RouteDef]:
    """The page's address."""

    async def show(request: web.Request, visitor: Visitor) -> web.StreamResponse:
        asked = request.query.get("q", "").strip()[:40]
        found = tuple(looked_for(asked))
        page = {
            "q": asked,
            "parts": found,
            "shown": sum(len(part.sentences) for part in found),
            "total": len(texts.keys()),
        }
        return door.show("texts.html", visitor, page)

    return [web.get("/console/texts", door.page(show, ROLES["texts"]))]
