"""企业微信 says who sits at a browser (documents 91022, 98152 and 91023).

Inside the app its page sends the browser on at once; elsewhere it shows a code to be scanned with
the app. Either way the browser comes back with a code that is good once, for five minutes.
"""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

import structlog

from bot.channels.base import SendLater
from bot.channels.platform.api import ApiError
from bot.channels.platform.caller import Caller
from bot.channels.vouching import SpentCodeError, VouchError
from bot.channels.wecom.names import NAME, user_id_of
from bot.channels.wecom.settings import WeComSettings

AUTHORIZE = "/connect/oauth2/authorize"
SCAN = "/wwlogin/sso/login"
WHO = "/cgi-bin/auth/getuserinfo"
_SPENT = 40029
_INSIDE = ("wxwork", "micromessenger")  # what the app's own browser, and WeChat's, call themselves

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class WeComVoucher:
    """The members of one corporation, as one application of it may recognise them."""

    settings: WeComSettings
    caller: Caller
    channel: str = NAME

    def page(self, back: str, state: str, device: str) -> str:
        """The page that sends on at once inside the app; elsewhere the one with a code to scan."""
        known = {
            "appid": self.settings.corp_id,
            "agentid": str(self.settings.agent_id),
            "redirect_uri": back,
            "state": state,
        }
        if any(name in device.lower() for name in _INSIDE):
            asked = known | {"response_type": "code", "scope": "snsapi_base"}
            query = urlencode(asked, quote_via=quote, safe="")
            return f"{self.settings.authorize_base}{AUTHORIZE}?{query}#wechat_redirect"
        query = urlencode(known | {"login_type": "CorpApp"}, quote_via=quote, safe="")
        return f"{self.settings.scan_base}{SCAN}?{query}"

    async def member_of(self, code: str) -> str:
        """The member's user id; nothing for whoever is told by an openid only."""
        try:
            answer = await self.caller.get(WHO, {"code": code})
        except ApiError as error:
            if error.code == _SPENT:
                raise SpentCodeError from None
            _log.warning("sign_in.platform_refused", code=error.code)
            raise VouchError from None
        except SendLater as wait:
            _log.warning("sign_in.platform_silent", reason=wait.reason)
            raise VouchError from None
        return user_id_of(str(answer.get("userid") or answer.get("UserId") or ""))
