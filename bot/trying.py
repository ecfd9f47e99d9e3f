"""What `check-settings` tries: every configured channel, once, and what it says about each.

It brings the platforms' libraries, 15 MB, so it is imported only by whoever tries.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from bot.channels.platform.api import Api
from bot.channels.platform.errcodes import CUSTOMER_SERVICE, OFFICIAL_ACCOUNT, WECOM, Meanings
from bot.channels.platform.seal import Seal
from bot.channels.platform.tokens import CorpToken, StableToken
from bot.channels.platform.trial import Trial, try_address, try_token
from bot.settings import Settings
from storage.clock import SystemClock

_NO_ADDRESS = "没有填 GRIDWHISTLE_WEB__PUBLIC_URL，平台能不能打开本服务，没有试。"


@dataclass(frozen=True)
class Tried:
    """What came of one channel; `problems` are sentences that say how to mend it."""

    name: str
    problems: tuple[str, ...]
    untried: str = ""

    def __str__(self) -> str:
        """A line for people."""
        said = "".join(self.problems) or "试过了，没有问题。"
        return f"{self.name}：{said}{self.untried}"


async def try_all(settings: Settings) -> list[Tried]:
    """Every configured channel that a platform serves was tried once."""
    address, found = settings.web.public_url, []
    async with _apis(settings) as (official, corporate):
        for trial in _trials(settings, official, corporate):
            problems = [await try_token(trial)]
            if address:
                problems.append(await try_address(trial, address, SystemClock()))
            told = tuple(one for one in problems if one)
            found.append(Tried(trial.name, told, "" if address else _NO_ADDRESS))
    return found


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
        path = "/callback/official-account"
        yield Trial("公众号", path, account.token, None, source, OFFICIAL_ACCOUNT)
    yield from _of_corporation(settings, corporate)
    if aibot is not None and aibot.token is not None and aibot.aes_key is not None:
        seal = Seal(aibot.aes_key.get_secret_value(), "")
        yield Trial("智能机器人", "/callback/wecom-aibot", aibot.token, seal)


def _of_corporation(settings: Settings, api: Api) -> Iterator[Trial]:
    corp, kf = settings.wecom, settings.wecom_kf
    if corp is None:
        return

    def trial(name: str, path: str, keys: tuple[SecretStr, ...], meanings: Meanings) -> Trial:
        token, aes_key, secret = keys
        seal = Seal(aes_key.get_secret_value(), corp.corp_id)
        source = CorpToken(api, corp.corp_id, secret)
        return Trial(name, path, token, seal, source, meanings)

    keys = (corp.token, corp.aes_key, corp.secret)
    yield trial("企业微信应用", "/callback/wecom", keys, WECOM)
    if kf is not None:
        keys = (kf.token, kf.aes_key, kf.secret)
        yield trial("微信客服", "/callback/wecom-kf", keys, CUSTOMER_SERVICE)
