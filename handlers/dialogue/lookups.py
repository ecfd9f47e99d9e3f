"""A resident wants to see on a page how far their matter is: they get a code, alone."""

import re
import unicodedata

from handlers.dialogue.progress import own_matter
from handlers.effects import Effect, GiveCode, Judge, Say
from handlers.permissions import circle_of
from handlers.situation import CaseView, Situation
from handlers.speech import SMS, ToPerson
from handlers.texts import Text
from handlers.understanding.reading import Intent

_LONGEST = 30  # whoever says more tells of something else
_NUMBER = re.compile(r"#\s*\d{1,7}")
_CODE = re.compile(r"(?:查询|查看|查进度|查进展|查事|进度)(?:的|用的)?(?:验证|取件)?(?:码|密码)")
_PAGE = "(?:网上|线上|手机上|网页|页面|网址|链接|扫码|二维码|扫一?扫)"
_LOOK = "(?:查|看|瞧|了解)"
_HOW_FAR = (
    "(?:进度|进展|办到哪|到哪一?步|办得咋|办得怎|办理(?:情况|结果)"
    "|[我俺](?:的?那(?:件|个|事|档)|报的|反映的|说的))"
)
_ONLINE = re.compile(
    rf"{_PAGE}.{{0,8}}{_LOOK}.{{0,6}}{_HOW_FAR}|{_HOW_FAR}.{{0,12}}{_PAGE}.{{0,8}}{_LOOK}"
    rf"|{_HOW_FAR}.{{0,8}}(?:有没有|有|给|发).{{0,4}}(?:网址|链接|网页)"
)
_TROUBLE = re.compile(r"查不|看不|打不开|用不了|登不上|报错|牌|栏|屏|坏|倒|掉|堵|漏|破|骗")


def asked(s: Situation) -> list[Effect] | None:
    """A code for the matter that is named, else the newest of the speaker's own; never in a group.

    Of what is told in confidence there is no code: it would lie about in a telephone (2.4).
    """
    if s.speaker.is_staff or s.message.channel == SMS or not _wants(s):
        return None
    view = s.named or own_matter(s) or next((v for v in s.mine if v.case.parent_id is None), None)
    if view is None or s.speaker.id not in view.reporter_ids:
        key = "progress.unknown" if s.named or _NUMBER.search(_words(s)) else "lookup.nothing"
        return [_say(s, Text(key)), Judge(Intent.ASK_PROGRESS.value)]
    judged = Judge(Intent.ASK_PROGRESS.value, view.id)
    if is_kept(view):
        return [_say(s, Text("lookup.kept"), view), judged]
    return [GiveCode(s.speaker.id, view.id, _told(s)), judged]


def is_kept(view: CaseView) -> bool:
    """True for a case of which a page tells no more than that somebody takes care of it."""
    return view.case.is_confidential or circle_of(view.case) is not None


def _told(s: Situation) -> Text:
    address = s.world.page_address
    return Text("lookup.code", {"address": address}) if address else Text("lookup.code_by_poster")


def _wants(s: Situation) -> bool:
    words = _NUMBER.sub("", _words(s))
    if len(words) > _LONGEST:
        return False
    if _CODE.search(words) is not None:
        return True
    is_own = s.group is None and bool(s.mine) and _TROUBLE.search(words) is None
    return is_own and _ONLINE.search(words) is not None


def _words(s: Situation) -> str:
    return unicodedata.normalize("NFKC", s.message.text).strip(" 。.!~")


def _say(s: Situation, text: Text, view: CaseView | None = None) -> Say:
    return Say(ToPerson(s.speaker.id), text, view.id if view is not None else None)
