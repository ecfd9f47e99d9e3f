"""The console's own style sheets, scripts and pictures."""

from pathlib import Path

from aiohttp import web

_ROOT = Path(__file__).parent / "static"


def routes() -> list[web.RouteDef]:
    """The address of the files; nothing else can be asked for there."""
    files = {path.relative_to(_ROOT).as_posix(): path for path in _ROOT.rglob("*.*")}

    async def serve(request: web.Request) -> web.StreamResponse:
        path = files.get(request.match_info["path"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    return [web.get("/console/static/{path:.+}", serve)]
