"""What a person does with an official account, written as the platform's callbacks write it."""

from datetime import timedelta
from itertools import count
from typing import Any

from tests.platform.fields import Fields, fields_of, xml_of
from tests.platform.lines import Line
from tests.platform.official_account.account import (
    FOLLOWERS_MESSAGE,
    FOLLOWERS_TAP,
    Account,
    Follower,
)

OUT_OF_ORDER = "该公众号暂时无法提供服务，请稍后再试"


class Speaking:
    """The callbacks of the account, and the answers in place."""

    def __init__(self, account: Account, line: Line) -> None:
        self._account = account
        self.line = line
        self._numbers = count(24_561_200_000_000_001)

    async def message(self, person: Follower, kind: str, fields: Fields, **how: Any) -> None:
        """A message of that kind; five may be sent within 48 hours from now."""
        self._open(person, FOLLOWERS_MESSAGE)
        more = {**fields, "MsgId": next(self._numbers)}
        await self._push(person, kind, more, **how)

    async def tap(self, person: Follower, item: str, words: str, **how: Any) -> None:
        """A tap on an item of a msgmenu: a text with its id, worth no more than a menu click."""
        self._open(person, FOLLOWERS_TAP)
        fields = {"Content": words, "bizmsgmenuid": item, "MsgId": next(self._numbers)}
        await self._push(person, "text", fields, **how)

    async def event(self, person: Follower, event: str, fields: Fields, **how: Any) -> None:
        """An event; following, scanning and menus open a short window."""
        if event in {"subscribe", "SCAN", "CLICK"}:
            person.follows = True
            self._open(person, FOLLOWERS_TAP)
        if event == "unsubscribe":
            person.follows = False
            person.allowance.close()
        await self._push(person, "event", {"Event": event, **fields}, **how)

    def _open(self, person: Follower, worth: tuple[int, timedelta]) -> None:
        person.allowance.open(worth[0], self._account.clock.now(), worth[1])

    async def _push(self, person: Follower, kind: str, fields: Fields, **how: Any) -> None:
        head = {
            "ToUserName": self._account.gh_id,
            "FromUserName": person.openid,
            "CreateTime": int(self._account.clock.now().timestamp()),
            "MsgType": kind,
        }
        lost = len(self.line.lost) + len(self.line.broken)
        said = await self.line.push(xml_of({**head, **fields}), person.openid, **how)
        if said:
            await self._answered(person, said)
        elif kind != "event" and len(self.line.lost) + len(self.line.broken) > lost:
            await self._account.show(person, "system", OUT_OF_ORDER, {})

    async def _answered(self, person: Follower, said: str) -> None:
        """The answer in place is shown, if it is one."""
        try:
            found = fields_of(said)
        except SyntaxError:
            found = {}
        parties = found.get("ToUserName"), found.get("FromUserName")
        if parties != (person.openid, self._account.gh_id) or not found.get("CreateTime"):
            self.line.broken.append(said)
            await self._account.show(person, "system", OUT_OF_ORDER, {})
            return
        await self._account.show(person, found["MsgType"], found.get("Content", ""), dict(found))
