"""The answer to "is anybody in danger?": yes, no, or nothing that can be relied on."""

import re
from enum import StrEnum

from handlers.understanding.normalise import normalise


class AskedFor(StrEnum):
    """What a bare yes or no means: it depends on how the question was put."""

    DANGER = "danger"  # 现在有危险吗
    SAFETY = "safety"  # 您现在安全吗
    FOUND = "found"  # 人找到了吗


_LONGEST = 40
_DANGER = re.compile(
    r"没(?:有)?(?:找到|找着|寻着|回来|回家|出来|上来|下来|反应|动静|醒|呼吸|走|散|停|灭|松|睡)|不(?:安全|好|太好|行了|中了|会动|动了|醒|省人事|敢)"
    r"|还在(?!家睡)|正在|救|快来|快点|赶紧|有危险|危险得很|(?:很|可|真|太|非常)(?:危险|严重|害怕|吓人)|害怕|着起来|真的?(?:着|漏|打|倒|塌|出)|有人(?:伤|受|倒|晕|在|困|流|掉)|出事|越来越"
)
_NONE = re.compile(
    r"没(?:有|啥|什么|得|咋|多大|大)?(?:大)?(?:事|危险|险情|要紧|关系|人受伤|受伤|着火|起火|打架|怎么)|不(?:要紧|碍事|妨事|严重|危险|用担心|用怕|是真的?)"
    r"|别(?:担心|怕|紧张|当真)|放心|(?<!不)安全|都?(?:还|挺|好)好(?:的|着)?|好着|好了|没了|找到|找着|回来了|到家|开(?:个)?玩笑|(?:说|闹|逗)着玩|说笑|夸张|打(?:个)?比方"
    r"|电视|电影|游戏|小说|视频里|误会|看错|听错|搞错|弄错|就是(?:说说|随口|发发?牢骚)|随口|吐槽|解决了|控制住|扑灭|灭了|散了|关上了|关了阀"
)
_BARE_YES = re.compile(
    r"\W*(?:有|是|对|嗯+|恩|真|真的|确实|可不|没错|中)(?:的|了|啊|呀|呢|嘞|哩|有|是|对|人|火|烟|味|,| )*\W*"
)
_BARE_NO = re.compile(
    r"\W*(?:没有?|木有|冇|没得|不|不是|没|无|否|还没|没呢)(?:的|了|啊|呀|呢|嘞|哩|有|没|吧|,| )*\W*"
)
_TELLS = re.compile(r"^\W*有(?!没有|空|时间|事吗)")
_DENIES = re.compile(r"^\W*(?:没有?|木有|冇|不是|不|哪有|哪儿有)(?!人管|来|法)")
_SEARCHING = re.compile(r"在找|找着呢|到处找|没见|没影|没信")


def read_danger_answer(text: str, asked: AskedFor) -> bool | None:
    """True for danger, False for none; None where the words may be about something else."""
    words = normalise(text).plain
    if len(words) > _LONGEST or words.endswith(("?", "吗")):
        return None
    if (bare := _bare(words, asked)) is not None:
        return bare
    if asked is AskedFor.FOUND and _SEARCHING.search(words):
        return True
    if _DANGER.search(words):
        return True
    if _NONE.search(words):
        return False
    return _opening(words) if asked is AskedFor.DANGER else None


def _opening(words: str) -> bool | None:
    """The first word answers, whatever is explained behind it: 没有没有, 打牌呢."""
    if _DENIES.search(words):
        return False
    return True if _TELLS.search(words) else None


def _bare(words: str, asked: AskedFor) -> bool | None:
    """A bare yes tells of danger only where danger was asked for."""
    is_yes, is_no = _BARE_YES.fullmatch(words), _BARE_NO.fullmatch(words)
    if not (is_yes or is_no):
        return None
    return bool(is_yes) if asked is AskedFor.DANGER else bool(is_no)
