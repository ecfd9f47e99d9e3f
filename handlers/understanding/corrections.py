"""说错了 是4号楼 不是3号楼: the speaker puts right what they told, and takes nothing back."""

import re

_SAID_WRONG = re.compile(
    r"(?:说|打|写|记|报|讲|发|念)(?:错|岔|差)(?:了|字|啦|咯)?|口误|更正|纠正|(?:打|说)快了|不对(?=[ ,。!]|不对)"
)
_DENIED = re.compile(r"(?:而|可)?(?:不是|不在)[^,。!?; ]{1,12}")
_RIGHT = re.compile(r"(?:应该|应)?(?:是|在|改成|改为)[^,。!?;]{2,}")
_WHERE = re.compile(
    r"[\d一二三四五六七八九十a-h]{1,3}\s?(?:号楼|楼|栋|幢|座|单元|组|队|号|层|社|巷|排)|[东西南北前后](?:边|头|面|侧|门|街|院)|[路街巷村桥门口院店校厂]"
)
_LONGEST = 40


def is_correction(plain: str) -> bool:
    """True for what puts right where it is: it was said wrong, and what is right is said."""
    if len(plain) > _LONGEST or _SAID_WRONG.search(plain) is None:
        return False
    right = what_is_right(plain)
    return _RIGHT.search(right) is not None and _WHERE.search(right) is not None


def what_is_right(text: str) -> str:
    """The words without what was wrong (不是3号楼)."""
    return _DENIED.sub(" ", _SAID_WRONG.sub(" ", text))
