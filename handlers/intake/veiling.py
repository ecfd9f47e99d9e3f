"""Words on their way out of the house: without numbers, names, homes and the names of groups."""

import re
from collections.abc import Iterable

from handlers.situation import Situation
from handlers.understanding.masking import mask
from handlers.wording import public_place

_SOMEBODY, _SOMEWHERE = "某人", "某处"
_LONGEST = 500
_SHORTEST_PLACE = 3  # shorter ones are everyday words as well
_SURNAMES = (
    "王李张刘陈杨赵黄吴徐孙朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范廖石贾韦付夏邱侯邹熊孟秦薛闫段雷龙史贺顾毛郝龚邵万钱严覃武戴莫孔汤"
)
_TITLES = (
    "大妈|大爷|大娘|大叔|大姐|大哥|大嫂|奶奶|爷爷|阿姨|叔|婶|姨|嫂|老师|医生|大夫|护士|主任|书记|支书|局长|所长|镇长|村长|县长"
    "|队长|组长|经理|老板|师傅|校长|院长|科长|律师|女士|先生"
)
_NAMES = re.compile(
    rf"(?:名叫|叫做|叫|姓名[::是]?|我是|本人)\s*[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff]{{0,1}}(?:的人|什么))"
    rf"|[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}(?:{_TITLES})"
    rf"|[老小][{_SURNAMES}](?=家|他|她|的|说|,|,|。|\s|$)"
    rf"|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=家(?:里|的|养|门|那|大|小|盖|占|把|又|天天)|欠|打人|骂人|这个人|这人)"
    rf"|[{_SURNAMES}]某[某\u4e00-\u9fff]?"
)


def veil(s: Situation, text: str) -> str:
    """The text with nothing in it that leads to a person, a home or a group."""
    veiled = public_place(mask(text))
    for name in _longest_first(_people(s)):
        veiled = veiled.replace(name, _SOMEBODY)
    veiled = _NAMES.sub(_SOMEBODY, veiled)
    for name in _longest_first(_places(s)):
        veiled = veiled.replace(name, _SOMEWHERE)
    return veiled[:_LONGEST]


def _people(s: Situation) -> Iterable[str]:
    told = (s.speaker.person.name, s.message.sender_name, *(m.sender_name for m in s.recent))
    staff = (person.name for person in s.world.directory.staff.values())
    return (name for name in (*told, *staff) if len(name) > 1)


def _places(s: Situation) -> Iterable[str]:
    directory = s.world.directory
    groups = (group.name for group in directory.groups.values())
    named = (name for one in directory.names for name in (one.name, *one.aliases))
    return (name for name in (*groups, *named) if len(name) >= _SHORTEST_PLACE)


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted(set(names), key=len, reverse=True)
