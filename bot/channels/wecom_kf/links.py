"""Links to the account for customers (微信客服): who follows one comes in, and we know from where."""

from collections.abc import AsyncIterator, Sequence
from urllib.parse import quote

from bot.channels.base import SendLater
from bot.channels.platform.api import Api
from bot.channels.platform.caller import Caller
from bot.channels.platform.errcodes import CUSTOMER_SERVICE
from bot.channels.platform.tokens import CorpToken, Tokens
from bot.channels.wecom_kf.settings import WecomKfSettings
from storage.clock import Clock
from storage.db import Database

_ENTRY = "grid"  # the platform's own name for all these links; the parameter tells them apart


async def addresses(
    settings: WecomKfSettings,
    corp: tuple[str, str],
    db: Database,
    clock: Clock,
    scenes: Sequence[str],
) -> AsyncIterator[str]:
    """What each scene's code says: one link of the platform's, with the scene as its parameter.

    `corp` is the corporation's id and where its API is. Raises ApiError or SendLater.
    """
    corp_id, api_base = corp
    api = Api(api_base)
    caller = Caller(
        api, Tokens(CorpToken(api, corp_id, settings.secret), db, clock), CUSTOMER_SERVICE
    )
    asked = {"open_kfid": settings.open_kfid, "scene": _ENTRY}
    try:
        link = (await caller.post("/cgi-bin/kf/add_contact_way", asked)).get("url")
        if not isinstance(link, str) or not link:
            raise SendLater("平台的答复里没有客服链接。")
        for scene in scenes:
            yield f"{link}{'&' if '?' in link else '?'}scene_param={quote(scene, safe='')}"
    finally:
        await api.close()
