"""Cards after they were sent: every code to change them works once, and for a day.

POST /cgi-bin/message/update_template_card, with a code from the answer to the sending or from a
press. It makes the button grey (`button.replace_name`) or puts another card in the place of the old.
A used, old or unknown code is refused. (Whether it lives 24 or 72 hours is told differently: 24.)
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from aiohttp import web

from tests.platform.reading import Json, json_of, listed, part, words
from tests.platform.refusals import RefusedError, ok
from tests.platform.wecom.cards import read_card
from tests.platform.wecom.company import Company, Member
from tests.platform.wecom.directory import APP

CODE_LIVES = timedelta(hours=24)
USED_CODE = 42071  # refused: the code was used or is old (the number is remembered, not read)


@dataclass
class Shown:
    """One card as it lies on the phones: who has it, and what its button says by now."""

    card: Json
    owners: list[str]
    grey: dict[str, str] = field(default_factory=dict)


@dataclass
class Code:
    """A right to change one card once."""

    task_id: str
    until: datetime
    is_used: bool = False


class Updates:
    """All cards of one app, and the codes to change them."""

    def __init__(self, company: Company, agent_id: int) -> None:
        self._company = company
        self._agent_id = agent_id
        self._numbers = count(1)
        self.cards: dict[str, Shown] = {}
        self.codes: dict[str, Code] = {}
        company.host.serve("POST", "/cgi-bin/message/update_template_card", self._update)

    def check_new(self, card: Json) -> None:
        """The card's task id was not used before; raises RefusedError."""
        if card.get("task_id") in self.cards:
            raise RefusedError(41016, "task_id was used before")

    def hand_out(self, card: Json, members: list[Member]) -> str:
        """The card lies on these phones; gives a code to change it."""
        self.cards[card["task_id"]] = Shown(card, [one.userid for one in members])
        return self.new_code(card["task_id"])

    def new_code(self, task_id: str) -> str:
        """Another code for this card, as every press of it brings one."""
        code = f"RC-{next(self._numbers)}-{task_id}"
        self.codes[code] = Code(task_id, self._company.clock.now() + CODE_LIVES)
        return code

    def turn_grey(self, userid: str, task_id: str, name: str) -> None:
        """On this phone the card's button says so, and cannot be pressed."""
        self.cards[task_id].grey[userid] = name

    async def _update(self, request: web.Request) -> web.Response:
        self._company.admit(request, APP)
        body = await json_of(request)
        if body.get("agentid") != self._agent_id:
            raise RefusedError(40056, "invalid agentid")
        names = [str(one) for one in listed(body, "userids", 1000, 0)]
        if not names and not body.get("atall"):
            raise RefusedError(40035, "userids missing")
        said = _changed(body)
        shown = self.cards[self._spend(words(body, "response_code", 1024)).task_id]
        missing = [name for name in names if name not in shown.owners]
        for name in shown.owners if body.get("atall") else names:
            if name in shown.owners:
                shown.grey[name] = said
        return ok(invaliduser=missing)

    def _spend(self, given: str) -> Code:
        code = self.codes.get(given)
        if code is None or code.is_used or code.until <= self._company.clock.now():
            raise RefusedError(USED_CODE, "invalid response_code")
        code.is_used = True
        return code


def _changed(body: Json) -> str:
    """What the card says afterwards instead of its buttons; raises RefusedError."""
    if "button" in body:
        return words(part(body, "button"), "replace_name", 256)
    card = part(body, "template_card")
    read_card(card)
    return words(card, "replace_text", 256, is_needed=False) or "changed"
