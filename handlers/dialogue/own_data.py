"""One to one: what is kept of somebody, that it be deleted, and that nothing more be sent (PIPL)."""

import re
from collections.abc import Callable

from handlers.effects import Ask, DropDraft, Effect, ForgetPerson, Judge, Say, SetMuted
from handlers.situation import Situation
from handlers.speech import ToPerson
from handlers.texts import Text, render
from handlers.understanding.reading import Intent
from handlers.wording import number

_MY_DATA = re.compile(
    r"(?:查看?)?我的(?:数据|信息|资料)|(?:你们?|恁们?)?(?:都)?(?:存|记|保存|收集)(?:了|着)?(?:我|俺)的?(?:啥|什么|哪些)(?:信息|数据|资料|东西)?"
    r"|(?:你们?|恁们?)?(?:把)?(?:我|俺)(?:说的话|的话|的信息|的资料)(?:都)?(?:存|放|弄|记|发)(?:到|在)?(?:哪|哪里|哪儿|啥地方)(?:去)?(?:了)?(?:[?？])?"
)
_FORGET = re.compile(
    r"(?:请|帮(?:我|俺))?(?:删除|删掉|删了|清除|注销)(?:我|俺)的(?:所有|全部)?(?:数据|信息|资料|记录|账号)|(?:请|能不能)?(?:把|将)(?:我|俺)的?(?:所有|全部)?(?:数据|信息|资料|记录|名字|电话)(?:都|全|全部)?(?:给)?(?:删|清)(?:了|掉|除|干净)?(?:吧|行不|可以吗)?"
)
_CONFIRM_FORGET = re.compile(r"确认删除")
_MUTE = re.compile(
    r"不再接收|退订|(?:以后|今后|往后|请)?(?:别|不要|甭)(?:再|老)?(?:给(?:我|俺))?(?:再|老)?发(?:消息|信息|通知|短信|微信)?(?:了|啦)|T"
)
_UNMUTE = re.compile(r"恢复接收")


def _my_data(s: Situation) -> list[Effect]:
    home = s.world.directory.region(s.speaker.person.home_region_id)
    told = "、".join(number(v.case.number) for v in s.mine) or render("resident.none")
    params = {
        "name": s.speaker.person.name or render("resident.none"),
        "home": home.name if home else render("resident.none"),
        "cases": told,
    }
    return [Say(ToPerson(s.speaker.id), Text("resident.my_data", params)), Judge("consent")]


def _forget(s: Situation) -> list[Effect]:
    said = Say(ToPerson(s.speaker.id), Text("resident.confirm_forget"))
    return [said, Ask("forget"), Judge(Intent.CONSENT.value)]


def _forgotten(s: Situation) -> list[Effect]:
    if (s.conversation.question or {}).get("kind") != "forget":
        return _forget(s)
    draft = [DropDraft(s.draft.id)] if s.draft is not None and s.draft.id else []
    said = Say(ToPerson(s.speaker.id), Text("resident.forgotten"))
    return [said, *draft, Ask(None), ForgetPerson(s.speaker.id), Judge(Intent.CONSENT.value)]


def _mute(s: Situation) -> list[Effect]:
    said = Say(ToPerson(s.speaker.id), Text("resident.muted"))
    return [SetMuted(s.speaker.id, muted=True), said, Judge(Intent.CONSENT.value)]


def _unmute(s: Situation) -> list[Effect]:
    said = Say(ToPerson(s.speaker.id), Text("resident.unmuted"))
    return [SetMuted(s.speaker.id, muted=False), said, Judge(Intent.CONSENT.value)]


COMMANDS: tuple[tuple[re.Pattern[str], Callable[[Situation], list[Effect]]], ...] = (
    (_MY_DATA, _my_data),
    (_FORGET, _forget),
    (_CONFIRM_FORGET, _forgotten),
    (_MUTE, _mute),
    (_UNMUTE, _unmute),
)
