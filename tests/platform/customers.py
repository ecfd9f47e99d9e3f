"""Notices to customers and their groups: a task which a member must confirm by hand.

POST /cgi-bin/externalcontact/add_msg_template makes the task, get_groupmsg_send_result tells how far
it is, remind_groupmsg_send reminds the member (three times in 24 hours). Nothing reaches anybody
before the member confirms; a group takes one a day.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from tests.platform.reading import Json, json_of, listed, part, words
from tests.platform.refusals import RefusedError, ok
from tests.platform.screens import Received, Screen
from tests.platform.wecom.company import Company
from tests.platform.wecom.directory import APP

CUSTOMERS = "customers"  # a secret of its own; an app may be given the right as well
DAY = timedelta(days=1)


@dataclass
class Task:
    """One notice that waits for its member."""

    sender: str
    chats: list[str]
    words: str
    made_at: datetime
    is_confirmed: bool = False
    missed: set[str] = field(default_factory=set)  # had another one that day
    reminded: list[datetime] = field(default_factory=list)


@dataclass
class CustomerGroups:
    """The groups of customers, and the tasks to say something in them."""

    company: Company
    groups: dict[str, Screen] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    told: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Tasks may be made."""
        serve, at = self.company.host.serve, "/cgi-bin/externalcontact"
        serve("POST", f"{at}/add_msg_template", self._add)
        serve("POST", f"{at}/get_groupmsg_send_result", self._result)
        serve("POST", f"{at}/remind_groupmsg_send", self._remind)
        serve("POST", f"{at}/groupchat/list", self._list)

    def group(self, chat_id: str) -> Screen:
        """The group with this id, new if need be."""
        return self.groups.setdefault(chat_id, Screen(chat_id))

    async def confirm(self, msgid: str) -> None:
        """The member taps 发送: the notice is read in every group that takes one today."""
        task, now = self.tasks[msgid], self.company.clock.now()
        task.is_confirmed = True
        for chat_id in task.chats:
            last = self.told.get(chat_id)
            if last is not None and now - last < DAY:
                task.missed.add(chat_id)
                continue
            self.told[chat_id] = now
            await self.groups[chat_id].show(Received("text", task.words, now))

    async def _add(self, request: web.Request) -> web.Response:
        self.company.admit(request, CUSTOMERS, APP)
        body = await json_of(request)
        if body.get("chat_type", "single") != "group":
            raise RefusedError(40058, "only groups are emulated")
        sender = words(body, "sender", 64)
        if sender not in self.company.members:
            raise RefusedError(60111, "sender not found")
        said = words(part(body, "text"), "content", 4000)
        listed(body, "attachments", 9, 0)
        chats = [str(one) for one in listed(body, "chat_id_list", 2000, 0)] or list(self.groups)
        missing = [one for one in chats if one not in self.groups]
        msgid = f"mass-{len(self.tasks) + 1}"
        kept = [one for one in chats if one in self.groups]
        self.tasks[msgid] = Task(sender, kept, said, self.company.clock.now())
        return ok(fail_list=missing, msgid=msgid)

    def _task(self, body: Json) -> Task:
        found = self.tasks.get(words(body, "msgid", 128))
        if found is None:
            raise RefusedError(41093, "invalid msgid")
        return found

    async def _result(self, request: web.Request) -> web.Response:
        self.company.admit(request, CUSTOMERS, APP)
        body = await json_of(request)
        task = self._task(body)
        if words(body, "userid", 64) != task.sender:
            raise RefusedError(60111, "userid not found")
        status = {one: 3 if one in task.missed else int(task.is_confirmed) for one in task.chats}
        sent = [{"chat_id": k, "userid": task.sender, "status": v} for k, v in status.items()]
        return ok(send_list=sent, next_cursor="")

    async def _remind(self, request: web.Request) -> web.Response:
        self.company.admit(request, CUSTOMERS, APP)
        task, now = self._task(await json_of(request)), self.company.clock.now()
        task.reminded = [*(at for at in task.reminded if now - at < DAY), now]
        if len(task.reminded) > 3:
            raise RefusedError(45009, "reminded three times today")
        return ok()

    async def _list(self, request: web.Request) -> web.Response:
        self.company.admit(request, CUSTOMERS, APP)
        return ok(group_chat_list=[{"chat_id": one, "status": 0} for one in self.groups])
