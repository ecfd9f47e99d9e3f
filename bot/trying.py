"""What `check-settings` tries: every configured channel, once, and what it says about each.

It brings the platforms' libraries, 15 MB, so it is imported only by whoever tries.
"""

from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from pydantic import SecretStr

from bot.channels.bridge.settings import BridgeSettings
from bot.channels.bridge.trial import try_gateway, try_inlet
from bot.channels.customer_group.trial import try_groups
from bot.channels.group_robot.trial import try_robot
from bot.channels.official_account import trial as official_account
from bot.channels.platform.api import Api
from bot.channels.platform.errcodes import CUSTOMER_SERVICE, OFFICIAL_ACCOUNT, WECOM, Meanings
from bot.channels.platform.seal import Seal
from bot.channels.platform.tokens import CorpToken, StableToken
from bot.channels.platform.trial import Ask, Trial, try_address, try_token
from bot.channels.wecom import trial as wecom
from bot.channels.wecom_aibot.settings import AibotMode, WecomAibotSettings
from bot.channels.wecom_aibot.trial import try_socket
from bot.channels.wecom_kf import trial as wecom_kf
from bot.settings import Settings
from storage import leases
from storage.clock import SystemClock
from storage.db import Database, DatabaseUnavailableError

_NO_ADDRESS = "没有填 GRIDWHISTLE_WEB__PUBLIC_URL，平台能不能打开本服务，没有试。"
_IN_USE = "长连接正由运行中的服务拿着，没有再连（再连会把它挤下线）。"


@dataclass(frozen=True)
class Tried:
    """What came of one channel; `problems` are sentences that say how to mend it."""

    name: str
    problems: tuple[str, ...]
    untried: str = ""

    def __str__(self) -> str:
        """A line for people."""
        said = "".join(self.problems) or ("" if self.untried == _IN_USE else "试过了，没有问题。")
        return f"{self.name}：{said}{self.untried}"


async def try_all(settings: Settings) -> list[Tried]:
    """Every configured channel was tried once."""
    address, found = settings.web.public_url, []
    async with _apis(settings) as (official, corporate):
        for trial in _trials(settings, official, corporate):
            tries = [try_token(trial)]
            if address:
                tries.append(try_address(trial, address, SystemClock()))
            found.append(await _tried(trial.name, *tries, untried="" if address else _NO_ADDRESS))
    if settings.wecom_aibot is not None and settings.wecom_aibot.mode is AibotMode.SOCKET:
        found.append(await _socket(settings.wecom_aibot, settings.database_url))
    corp = settings.wecom
    if corp is not None and corp.customer_secret is not None:
        listing = try_groups(corp.corp_id, corp.customer_secret, corp.api_base)
        found.append(await _tried("客户群", listing))
    robots = settings.group_robots.robots if settings.group_robots else {}
    found += [await _tried(f"群机器人“{name}”", try_robot(one)) for name, one in robots.items()]
    if settings.bridge is not None:
        found.append(await _bridge(settings.bridge, address or ""))
    return found


async def _tried(name: str, *tries: Awaitable[str], untried: str = "") -> Tried:
    problems = [await one for one in tries]
    return Tried(name, tuple(one for one in problems if one), untried)


async def _socket(robot: WecomAibotSettings, database_url: str) -> Tried:
    if await _is_in_use(database_url, f"wecom_aibot:{robot.bot_id}"):
        return Tried("智能机器人", (), _IN_USE)
    return await _tried("智能机器人", try_socket(robot, SystemClock()))


async def _is_in_use(database_url: str, name: str) -> bool:
    """True while a running service has the robot's line."""
    db = Database.open(database_url)
    try:
        now = SystemClock().now()
        return await db.read(lambda session: leases.find_holder(session, name, now)) is not None
    except DatabaseUnavailableError:
        return False  # whoever has no database has no running service either
    finally:
        await db.close()


async def _bridge(bridge: BridgeSettings, address: str) -> Tried:
    tries = [try_inlet(bridge, address, SystemClock())] if address else []
    if bridge.out_url is not None:
        tries.append(try_gateway(bridge.out_url))
    return await _tried("接入口", *tries, untried="" if address else _NO_ADDRESS)


@asynccontextmanager
async def _apis(settings: Settings) -> AsyncIterator[tuple[Api, Api]]:
    account, corp = settings.official_account, settings.wecom
    official, corporate = (Api(one.api_base if one else "") for one in (account, corp))
    try:
        yield official, corporate
    finally:
        await official.close()
        await corporate.close()


def _trials(settings: Settings, official: Api, corporate: Api) -> Iterator[Trial]:
    account, aibot = settings.official_account, settings.wecom_aibot
    if account is not None:
        source = StableToken(official, account.app_id, account.app_secret)
        path, ask = "/callback/official-account", partial(official_account.try_account, official)
        yield Trial("公众号", path, account.token, None, source, OFFICIAL_ACCOUNT, ask)
    yield from _of_corporation(settings, corporate)
    if aibot is not None and aibot.mode is AibotMode.CALLBACK and aibot.token and aibot.aes_key:
        seal = Seal(aibot.aes_key.get_secret_value(), "")
        yield Trial("智能机器人", "/callback/wecom-aibot", aibot.token, seal)


def _of_corporation(settings: Settings, api: Api) -> Iterator[Trial]:
    corp, kf = settings.wecom, settings.wecom_kf
    if corp is None:
        return

    def trial(
        name: str, path: str, keys: tuple[SecretStr, ...], meanings: Meanings, ask: Ask
    ) -> Trial:
        token, aes_key, secret = keys
        seal = Seal(aes_key.get_secret_value(), corp.corp_id)
        source = CorpToken(api, corp.corp_id, secret)
        return Trial(name, path, token, seal, source, meanings, ask)

    keys = (corp.token, corp.aes_key, corp.secret)
    ask = partial(wecom.try_application, api, corp.agent_id)
    yield trial("企业微信应用", "/callback/wecom", keys, WECOM, ask)
    if kf is not None:
        keys = (kf.token, kf.aes_key, kf.secret)
        ask = partial(wecom_kf.try_account, api, kf.open_kfid)
        yield trial("微信客服", "/callback/wecom-kf", keys, CUSTOMER_SERVICE, ask)
