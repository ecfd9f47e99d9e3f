"""What the QR codes of grids say: addresses of the 公众号 or of the 微信客服, asked of the platform."""

from collections.abc import AsyncIterator, Sequence

from bot.channels.base import SendLater
from bot.channels.official_account import scenes
from bot.channels.platform.api import ApiError
from bot.channels.platform.errcodes import CUSTOMER_SERVICE, OFFICIAL_ACCOUNT, outcome
from bot.channels.wecom_kf import links
from bot.papers.errors import PaperError
from bot.settings import Settings
from storage.clock import SystemClock
from storage.db import Database


async def addresses(settings: Settings, wanted: Sequence[str], *, by_desk: bool) -> list[str]:
    """One address for each scene, of the 微信客服 if it is `by_desk`. Raises PaperError."""
    db = Database.open(settings.database_url)
    try:
        asked = _of_desk if by_desk else _of_account
        return [address async for address in asked(settings, db, wanted)]
    except ApiError as error:
        meanings = CUSTOMER_SERVICE if by_desk else OFFICIAL_ACCOUNT
        raise PaperError(outcome(error, meanings).reason) from None
    except SendLater as error:
        raise PaperError(f"{error.reason}请过一会儿再试。") from None
    finally:
        await db.close()


def _of_account(settings: Settings, db: Database, wanted: Sequence[str]) -> AsyncIterator[str]:
    if settings.official_account is None:
        raise PaperError("还没有接入公众号，请先填写 GRIDWHISTLE_OFFICIAL_ACCOUNT__ 各项")
    return scenes.addresses(settings.official_account, db, SystemClock(), wanted)


def _of_desk(settings: Settings, db: Database, wanted: Sequence[str]) -> AsyncIterator[str]:
    if settings.wecom_kf is None or settings.wecom is None:
        raise PaperError("还没有接入微信客服，请先填写 GRIDWHISTLE_WECOM_KF__ 各项")
    corp = settings.wecom.corp_id, settings.wecom.api_base
    return links.addresses(settings.wecom_kf, corp, db, SystemClock(), wanted)
