"""`python -m tests.benchmarks.server KIND URL`: a server to load, and what it has used so far.

KIND is `bare`, `accepting` (the whole web side, while nobody handles what arrived) or `whole`
(the service as it runs). It prints its port, then its CPU seconds for every line it is sent.
"""

import asyncio
import sys
from time import process_time

from aiohttp import web

from bot.app import build
from bot.logs import configure
from bot.settings import LogLevel, LogSettings, Settings, WebSettings
from storage.db import Database
from tests.benchmarks.bare_server import application
from tests.service.official_account_room import some_settings


async def _listen(app: web.Application) -> int:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return int(runner.addresses[0][1])


async def _started(kind: str, url: str) -> int:
    if kind == "bare":
        return await _listen(application(Database.open(url)))
    configure(LogSettings(level=LogLevel.ERROR))
    account = some_settings(api_base="http://127.0.0.1:9", passive_within=2.0)  # nobody listens
    settings = Settings(
        database_url=url, web=WebSettings(port=0), official_account=account, demo=False
    )
    service = await build(settings)
    if kind == "accepting":
        return await _listen(service.app)
    return int((await service.start()).rsplit(":", 1)[1])


async def main(kind: str, url: str) -> None:
    """Serves until standard input ends."""
    print(await _started(kind, url), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(process_time(), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
