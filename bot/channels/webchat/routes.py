"""The page's addresses: what is asked, and what is answered in JSON."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.channels.base import CallbackError
from bot.channels.webchat.desk import Desk
from bot.channels.webchat.posting import RefusedError, read_json
from storage import media
from storage.db import DatabaseUnavailableError

Answer = Callable[[web.Request], Awaitable[Any]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HERE = Path(__file__).parent
_LARGEST_PICTURE = 10 * 1024 * 1024
_MONTH = int(timedelta(days=30).total_seconds())


def routes(desk: Desk) -> list[web.RouteDef]:
    """Every address of the page and of its API."""
    api = "/chat/api"
    return [
        web.get("/", _to_the_page),
        web.get("/chat", _to_the_page),
        web.get("/chat/", _page),
        web.get("/chat/static/{path:.+}", _static()),
        web.get("/chat/pictures/{name}", _picture(desk.media_root)),
        web.get(f"{api}/start", _json(lambda _: desk.start())),
        web.get(f"{api}/messages", _json(lambda r: desk.earlier(dict(r.query)))),
        web.get(f"{api}/places", _json(lambda r: desk.places(dict(r.query)))),
        web.get(f"{api}/why", _json(lambda r: desk.why(r.query.get("message", "")))),
        web.get(f"{api}/story", _json(lambda _: desk.story())),
        web.get(f"{api}/clock", _json(lambda _: desk.time())),
        web.get(f"{api}/stream", desk.hub.serve, allow_head=False),
        web.post(f"{api}/messages", _posted(desk.post)),
        web.post(f"{api}/recall", _posted(desk.recall)),
        web.post(f"{api}/clock", _posted(desk.move)),
        web.post(f"{api}/pictures", _json(lambda r: _take_picture(r, desk))),
    ]


def _posted(act: Callable[[dict[str, Any]], Awaitable[Any]]) -> Handler:
    async def answer(request: web.Request) -> Any:  # noqa: ANN401  (JSON)
        return await act(await read_json(request))

    return _json(answer)


def _json(answer: Answer) -> Handler:
    @wraps(answer)
    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await answer(request), headers={"Cache-Control": "no-store"})
        except (RefusedError, CallbackError) as error:
            return _error(error.reason, error.status)
        except media.MediaRefusedError as error:
            return _error(str(error), 415)
        except DatabaseUnavailableError:
            return _error("数据库暂时用不了，没有收下，请稍后再试。", 503)

    return handle


def _error(reason: str, status: int) -> web.Response:
    return web.json_response({"error": reason}, status=status)


async def _to_the_page(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/chat/")


async def _page(_request: web.Request) -> web.StreamResponse:
    return web.FileResponse(
        _HERE / "templates" / "chat.html", headers={"Cache-Control": "no-cache"}
    )


def _static() -> Handler:
    root = _HERE / "static"
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}

    async def serve(request: web.Request) -> web.StreamResponse:
        path = files.get(request.match_info["path"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    return serve


def _picture(root: Path) -> Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        try:
            path, mime = media.path_of(root, name), media.mime_of(name)
        except media.MediaRefusedError:
            raise web.HTTPNotFound from None
        if not path.is_file() or not mime.startswith("image/"):
            raise web.HTTPNotFound
        headers = {"Content-Type": mime, "Cache-Control": f"private, max-age={_MONTH}, immutable"}
        return web.FileResponse(path, headers=headers)

    return serve


async def _take_picture(request: web.Request, desk: Desk) -> dict[str, str]:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise RefusedError("只能从本页面发送。", 403)
    content = bytearray()
    async for piece in request.content.iter_chunked(64 * 1024):
        content += piece
        if len(content) > _LARGEST_PICTURE:
            raise RefusedError("图片太大了，请发 10 兆以内的。", 413)
    return await desk.keep_picture(bytes(content))
