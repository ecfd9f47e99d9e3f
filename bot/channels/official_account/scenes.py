"""Permanent QR codes with a scene (带参数二维码): who scans one follows, and we know where."""

from collections.abc import AsyncIterator, Sequence

from bot.channels.base import SendLater
from bot.channels.official_account.settings import OfficialAccountSettings
from bot.channels.platform.api import Api
from bot.channels.platform.caller import Caller
from bot.channels.platform.errcodes import OFFICIAL_ACCOUNT
from bot.channels.platform.tokens import StableToken, Tokens
from storage.clock import Clock
from storage.db import Database


async def addresses(
    settings: OfficialAccountSettings, db: Database, clock: Clock, scenes: Sequence[str]
) -> AsyncIterator[str]:
    """What each scene's code says, one after the other.

    The platform allows 100,000 permanent codes and gives the same one for the same scene. Raises
    ApiError or SendLater.
    """
    api = Api(settings.api_base)
    source = StableToken(api, settings.app_id, settings.app_secret)
    caller = Caller(api, Tokens(source, db, clock), OFFICIAL_ACCOUNT)
    try:
        for scene in scenes:
            yield await _address(caller, scene)
    finally:
        await api.close()


async def _address(caller: Caller, scene: str) -> str:
    asked = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": scene}}}
    found = (await caller.post("/cgi-bin/qrcode/create", asked)).get("url")
    if not isinstance(found, str) or not found:
        raise SendLater("平台的答复里没有二维码。")
    return found
