"""Tries whether the account for customers is there, and may be served by this secret."""

from bot.channels.base import SendRefused
from bot.channels.platform.api import Api

_PAGE = 100


async def try_account(api: Api, open_kfid: str, token: str) -> None:
    """The account is among those of the secret. Raises ApiError, SendLater or SendRefused."""
    offset = 0
    while True:
        asked = {"offset": offset, "limit": _PAGE}
        answer = await api.post("/cgi-bin/kf/account/list", asked, {"access_token": token})
        found = answer.get("account_list")
        names = [one.get("open_kfid") for one in found if isinstance(one, dict)] if found else []
        if open_kfid in names:
            return
        offset += _PAGE
        if len(names) < _PAGE:
            raise SendRefused(
                "平台没有这个客服账号，或没有交给这个 Secret 管理："
                "请到“微信客服 → API”看“可管理的客服账号”，核对 OPEN_KFID。"
            )
