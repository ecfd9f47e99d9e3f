"""Who is a member, asked of the platform: only about staff, and only in memory.

Since 2022-06-20 a new application is not told telephone numbers (document 90200, 90201), but it may
ask whose number one is (91693), and it sees names and departments of the members it is shown to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.base import SendLater
from bot.channels.platform.api import ApiError
from bot.channels.platform.caller import Caller
from bot.channels.platform.errcodes import WECOM, outcome
from bot.channels.wecom.names import Seen, user_id_of

_UNKNOWN = frozenset({40003, 46004, 60102, 60111})
_GONE = frozenset({2, 5})  # 已禁用, 退出企业


class MembersError(Exception):
    """The platform does not answer, or will not; the message says why in Chinese."""


@dataclass(frozen=True)
class Members:
    """The members of one corporation that one application is shown to."""

    caller: Caller

    async def find_by_phone(self, phone: str) -> str | None:
        """Whose number this is; None when it is nobody's here. Raises MembersError."""
        answer = await self._asked("post", "/cgi-bin/user/getuserid", {"mobile": phone})
        return None if answer is None else user_id_of(str(answer.get("userid", ""))) or None

    async def has_left(self, user_id: str) -> bool:
        """True for who is no member any more, or was disabled. Raises MembersError."""
        answer = await self._asked("get", "/cgi-bin/user/get", {"userid": user_id})
        return answer is None or answer.get("status") in _GONE

    async def list_seen(self) -> list[Seen]:
        """Everybody the application is shown to, with name and departments. Raises MembersError."""
        answer = await self._asked("get", "/cgi-bin/department/list", {}) or {}
        units = [one for one in answer.get("department", ()) if isinstance(one, Mapping)]
        names = {int(one["id"]): str(one.get("name", "")) for one in units if "id" in one}
        found: dict[str, Seen] = {}
        for number in names:
            query = {"department_id": str(number)}
            listed = await self._asked("get", "/cgi-bin/user/simplelist", query) or {}
            for one in listed.get("userlist", ()):
                seen = _seen(one, names, number)
                found[seen.user_id] = seen
        return list(found.values())

    async def _asked(self, how: str, path: str, said: Mapping[str, str]) -> dict[str, Any] | None:
        """The answer; None when the platform knows nobody by that."""
        try:
            if how == "post":
                return await self.caller.post(path, said)
            return await self.caller.get(path, said)
        except ApiError as error:
            if error.code in _UNKNOWN:
                return None
            raise MembersError(outcome(error, WECOM).reason) from None
        except SendLater as wait:
            raise MembersError(wait.reason) from None


def _seen(one: Mapping[str, Any], names: Mapping[int, str], asked: int) -> Seen:
    within = {asked, *(n for n in one.get("department", ()) if isinstance(n, int))}
    units = tuple(names[n] for n in sorted(within) if names.get(n))
    return Seen(user_id_of(str(one.get("userid", ""))), str(one.get("name", "")), units)
