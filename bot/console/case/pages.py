"""One case: everything about it, and the moves its reader can make."""

from urllib.parse import quote

from aiohttp import web
from sqlmodel import Session

from bot.console.case.acting import act, visible
from bot.console.case.fields import choices_for
from bot.console.case.shown import Sheet, read
from bot.console.door import Door, read_form
from bot.console.onward import after, told
from bot.console.rooms import ROLES
from bot.console.visitor import Visitor
from handlers.permissions import roles_on
from handlers.situation import CaseView
from handlers.wording import letter_name
from storage import looks, media
from storage.codes import MessageKind
from storage.errors import NotFoundError
from storage.tables.look import Look

_CASE = "/console/cases/{number:[0-9]{1,9}}"


def routes(door: Door) -> list[web.RouteDef]:
    """The addresses of a case."""
    pages, roles = _Case(door), ROLES["queue"]
    return [
        web.get(_CASE, door.page(pages.show, roles)),
        web.post(f"{_CASE}/move", door.form(pages.move, roles)),
        web.get(f"{_CASE}/pictures/{{name}}", door.page(pages.picture, roles)),
    ]


class _Case:
    def __init__(self, door: Door) -> None:
        self._door = door
        self._house = door.house
        self._db = door.house.db

    async def show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The case; that a confidential one was looked at is written down first."""
        number = int(request.match_info["number"])
        view = await self._db.read(lambda s: visible(s, visitor, number))
        if view.case.is_confidential:
            await self._db.tx(lambda s: _keep_look(s, visitor, view))
        sheet = await self._db.read(lambda s: read(s, visitor, view))
        if sheet is None:
            raise web.HTTPNotFound
        flash = await self._door.flash(request, visitor)
        return self._door.show("case.html", visitor, {**_page(sheet), "flash": flash})

    async def move(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """The move was made or refused; the case's page tells which."""
        number, given = int(request.match_info["number"]), await read_form(request)
        try:
            done = await self._db.tx(lambda s: act(s, visitor, number, given))
        except NotFoundError:
            raise web.HTTPNotFound from None
        self._house.acted()
        back = given.get("back") or f"/console/cases/{number}"
        raise web.HTTPSeeOther(told(after(back), done.id))

    async def picture(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """A picture that was sent about this case, and no other."""
        number, name = int(request.match_info["number"]), request.match_info["name"]

        def find(session: Session) -> bool:
            sheet = read(session, visitor, visible(session, visitor, number))
            heard = sheet.file.heard if sheet is not None else []
            sent = (m for m in heard if m.kind is MessageKind.IMAGE)
            return any(m.data.get("file") == name for m in sent)

        if not await self._db.read(find):
            raise web.HTTPNotFound
        try:
            path, mime = media.path_of(self._house.media_root, name), media.mime_of(name)
        except media.MediaRefusedError:
            raise web.HTTPNotFound from None
        if not path.is_file() or not mime.startswith("image/"):
            raise web.HTTPNotFound
        headers = {"Content-Type": mime, "Cache-Control": "private, max-age=3600"}
        return web.FileResponse(path, headers=headers)


def _keep_look(session: Session, visitor: Visitor, view: CaseView) -> None:
    roles = roles_on(visitor.speaker, view, visitor.world.directory)
    look = Look(
        county_id=visitor.county_id,
        case_id=view.id,
        person_id=visitor.id,
        role=min(roles, key=lambda role: role.value),
        looked_at=visitor.now,
    )
    looks.put(session, look)


def _page(sheet: Sheet) -> dict[str, object]:
    return {
        "sheet": sheet,
        "case": sheet.view.case,
        "file": sheet.file,
        "names": sheet.names,
        "choices": choices_for(sheet.visitor),
        "letter_name": letter_name,
        "quote": quote,
    }
