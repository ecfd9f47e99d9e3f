"""Tries whether the secret may look at the groups of customers."""

from pydantic import SecretStr

from bot.channels.base import SendLater
from bot.channels.platform.api import Api, ApiError
from bot.channels.platform.errcodes import WECOM, outcome
from bot.channels.platform.tokens import CorpToken

_LIST = "/cgi-bin/externalcontact/groupchat/list"


async def try_groups(corp_id: str, secret: SecretStr, api_base: str) -> str:
    """What is wrong with the secret or its rights; empty when a group could be listed."""
    api = Api(api_base)
    try:
        answer = await CorpToken(api, corp_id, secret).fetch(force=False)
        token = str(answer.get("access_token", ""))
        await api.post(_LIST, {"status_filter": 0, "limit": 1}, {"access_token": token})
    except ApiError as error:
        return outcome(error, WECOM).reason
    except SendLater as error:
        return error.reason
    finally:
        await api.close()
    return ""
