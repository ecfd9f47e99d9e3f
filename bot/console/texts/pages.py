"""What the bot says, to be read and searched; a county's own sentences are looked at before they are used."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.console.door import Door
from bot.console.rooms import ROLES
from bot.console.texts.samples import filled, looked_for
from bot.console.uploads import read_upload
from bot.console.visitor import Visitor
from bot.own_texts import LARGEST, OwnTextsError, parse_own_texts
from handlers import texts
from storage.codes import Role

_CHECKERS = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Change:
    """One sentence as it is said now, and as it would be."""

    key: str
    now: str
    then: str


def routes(door: Door) -> list[web.RouteDef]:
    """The page's addresses."""
    pages = _Texts(door)
    return [
        web.get("/console/texts", door.page(pages.show, ROLES["texts"])),
        web.post("/console/texts/check", door.form(pages.check, _CHECKERS, LARGEST)),
    ]


class _Texts:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """All sentences, or those that were looked for."""
        return self._page(visitor, {}, request.query.get("q", "").strip()[:40])

    async def check(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """How the sentences of a file would read, or every line of it that is wrong."""
        upload = await read_upload(request)
        if upload is None:
            return self._page(visitor, {"said": "请先选一个话术文件。"}, status=400)
        try:
            own = parse_own_texts(upload.content.decode("utf-8-sig"), upload.name)
        except UnicodeDecodeError:
            return self._page(visitor, {"said": "文件不是 UTF-8 编码。"}, status=400)
        except OwnTextsError as error:
            return self._page(visitor, {"said": str(error)}, status=400)
        changed = tuple(
            Change(key, filled(texts.template(key)), filled(then))
            for key, then in own.items()
            if then != texts.template(key)
        )
        return self._page(visitor, {"checked": {"name": upload.name, "changes": changed}})

    def _page(
        self, visitor: Visitor, more: Mapping[str, object], asked: str = "", *, status: int = 200
    ) -> web.StreamResponse:
        found = tuple(looked_for(asked))
        page = {
            "q": asked,
            "parts": found,
            "shown": sum(len(part.sentences) for part in found),
            "total": len(texts.keys()),
            "file": self._door.house.texts_file,
            "may_check": visitor.is_any(_CHECKERS),
            "said": "",
            "checked": None,
            **more,
        }
        return self._door.show("texts.html", visitor, page, status=status)
