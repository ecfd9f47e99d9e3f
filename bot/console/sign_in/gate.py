"""The page on which one signs in, whichever way: shown, counted by address, and left again."""

from datetime import datetime

from aiohttp import web

from bot.console import tokens
from bot.console.door import Door
from bot.console.sign_in.entering import Browser
from bot.console.sign_in.limits import Limits, address_of
from bot.console.sign_in.seats import list_seats

TOO_OFTEN = "这里试得太频繁了，请过五分钟再试。"


def new_browser(request: web.Request) -> Browser:
    """The browser that asks, with a token of its own that nobody has seen yet."""
    return Browser(tokens.new(), request.headers.get("User-Agent", ""))


class Gate:
    """Shows the ways in that are open here, and counts the tries of all of them together."""

    def __init__(self, door: Door) -> None:
        self.house = door.house
        self._door = door
        self._limits = Limits()

    async def show(self, onward: str, said: str = "", status: int = 200) -> web.Response:
        """The page, with every way in that is open, and what came of the last try."""
        world = await self.house.db.read(self.house.source.current)
        page = {
            "onward": onward,
            "said": said,
            "seats": list_seats(world.directory) if self.house.is_demo else [],
            "is_vouched": self.house.voucher is not None,
        }
        return self._door.show("sign_in.html", None, page, status=status)

    def let_in(self, onward: str, browser: Browser) -> web.Response:
        """The browser keeps its token and goes where it wanted to."""
        answer = web.Response(status=303, headers={"Location": onward})
        tokens.hand_out(answer, browser.token, is_https=self.house.is_https)
        return answer

    def address_of(self, request: web.Request) -> str:
        """Where the request comes from."""
        return address_of(request, is_behind_proxy=self.house.is_behind_proxy)

    def may_try(self, address: str, now: datetime) -> bool:
        """The try is counted; False when there were too many lately, by any way in."""
        return self._limits.try_once(address, now)
