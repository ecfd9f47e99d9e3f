"""What members do: they write to the app, send pictures, press cards."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from tests.platform.fields import Fields, fields_of, xml_of
from tests.platform.lines import Line
from tests.platform.wecom.cards import keys_of
from tests.platform.wecom.company import Company, Member
from tests.platform.wecom.updates import Updates


class GreyButtonError(AssertionError):
    """What is to be pressed is not there, or grey."""


class Pressing:
    """The callbacks of one app, and the answers in place."""

    def __init__(self, company: Company, agent_id: int, updates: Updates, line: Line) -> None:
        self._company = company
        self._agent_id = agent_id
        self._updates = updates
        self._numbers = count(1_348_831_860_000)
        self.line = line

    async def message(self, member: Member, kind: str, fields: Fields, **how: Any) -> None:
        """A message of that kind to the app."""
        await self._push(member, kind, {**fields, "MsgId": next(self._numbers)}, **how)

    async def event(self, member: Member, event: str, fields: Fields, **how: Any) -> None:
        """An event of the app, as entering it or a tap on its menu."""
        await self._push(member, "event", {"Event": event, **fields}, **how)

    async def press(
        self, member: Member, task_id: str, key: str, chosen: Sequence[tuple[str, str]] = ()
    ) -> None:
        """A button of a card is pressed; raises GreyButtonError when it cannot be."""
        shown = self._updates.cards.get(task_id)
        if shown is None or member.userid not in shown.owners or key not in keys_of(shown.card):
            raise GreyButtonError(f"{member.userid} has no {key!r} on {task_id!r}")
        if member.userid in shown.grey:
            raise GreyButtonError(f"{task_id!r} says {shown.grey[member.userid]!r} already")
        items = [{"QuestionKey": q, "OptionIds": {"OptionId": [answer]}} for q, answer in chosen]
        fields = {
            "Event": "template_card_event",
            "EventKey": key,
            "TaskId": task_id,
            "CardType": shown.card["card_type"],
            "ResponseCode": self._updates.new_code(task_id),
            "SelectedItems": {"SelectedItem": items} if items else None,
        }
        said = await self._push(member, "event", fields)
        if said.get("MsgType") == "update_button":
            self._updates.turn_grey(member.userid, task_id, said["Button/ReplaceName"])

    async def _push(self, member: Member, kind: str, fields: Fields, **how: Any) -> dict[str, str]:
        head = {
            "ToUserName": self._company.corp_id,
            "FromUserName": member.userid,
            "CreateTime": int(self._company.clock.now().timestamp()),
            "MsgType": kind,
        }
        said = await self.line.push(xml_of({**head, **fields, "AgentID": self._agent_id}), **how)
        if not said:
            return {}
        found = fields_of(said)
        if found.get("ToUserName") != member.userid:
            self.line.broken.append(said)
        if found.get("Content"):
            await self._company.show(member, found["MsgType"], found["Content"], dict(found))
        return found
