"""The aiohttp application: channel callbacks, console, health and metrics, behind one guard."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.channels.base import CallbackError
from bot.metrics import Metrics
from storage.db import DatabaseUnavailableError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Checks = Callable[[], Awaitable[Mapping[str, bool]]]

LARGEST_REQUEST = 12 * 1024 * 1024  # a phone's photograph; channels hold their callbacks smaller

_log = structlog.stdlib.get_logger(__name__)
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
        " img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'self'; frame-src 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SENTENCES = {
    400: "请求看不懂。",
    401: "请先登录。",
    403: "没有权限。",
    404: "没有这个地址。",
    405: "这个地址不接受这种请求。",
    413: "内容太大。",
    429: "请求太频繁，请稍后再试。",
    500: "服务出错了，已记录。",
    503: "服务暂时不可用，请稍后再试。",
}


def create(
    routes: Iterable[web.AbstractRouteDef], checks: Checks, metrics: Metrics, public_url: str = ""
) -> web.Application:
    """An application that serves `routes` and says how it is; no fault shows its inside."""
    app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[_guard])
    app.add_routes([*_own_routes(checks, metrics), *routes])
    app.on_response_prepare.append(_secured(urlsplit(public_url).scheme == "https"))
    return app


def _own_routes(checks: Checks, metrics: Metrics) -> list[web.RouteDef]:
    async def alive(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(_request: web.Request) -> web.Response:
        found = await checks()
        is_ready = all(found.values())
        return web.json_response(
            {"ready": is_ready, "checks": dict(found)}, status=200 if is_ready else 503
        )

    async def counted(_request: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/healthz", alive), web.get("/readyz", ready), web.get("/metrics", counted)]


def _secured(
    is_https: bool,  # noqa: FBT001
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    headers = dict(_HEADERS)
    if is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"

    async def prepare(_request: web.Request, response: web.StreamResponse) -> None:
        for name, value in headers.items():
            response.headers.setdefault(name, value)

    return prepare


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What is refused is answered in one Chinese sentence, or in JSON to a program.

    A fault of ours goes through to aiohttp, which logs it and says nothing of it to the outside.
    """
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400 or error.content_type == "application/json":
            raise
        return _answer(request, error.status, headers=_kept(error))
    except CallbackError as error:
        _log.info("callback.refused", path=request.path, status=error.status)
        return _answer(request, error.status, error.reason)
    except DatabaseUnavailableError:
        _log.warning("request.without_database", path=request.path)
        return _answer(request, 503, headers={"Retry-After": "5"})


def _kept(error: web.HTTPException) -> dict[str, str]:
    return {name: error.headers[name] for name in ("Allow", "Retry-After") if name in error.headers}


def _answer(
    request: web.Request, status: int, sentence: str = "", headers: Mapping[str, str] | None = None
) -> web.Response:
    words = sentence or _SENTENCES.get(status, _SENTENCES[400 if status < 500 else 500])
    wants_json = "json" in request.headers.get("Accept", "") or request.content_type.endswith(
        "json"
    )
    if wants_json:
        return web.json_response({"error": words}, status=status, headers=headers)
    return web.Response(text=words, status=status, headers=headers)
