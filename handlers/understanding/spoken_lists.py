"""Several matters told in one breath, as people say them by voice: 头一个…再一个…还有就是…"""

import re

# 第一个月, 第二个路口: what is counted is no matter of a list.
_KIND = (
    r"(?:[个样件桩宗项点条](?!月|星期|礼拜|小时|路口|红绿灯|单元|人|娃|孩|学期|门|窗|字|楼|电话))"
)
_OPENS = rf"头一{_KIND}|第一(?:{_KIND}|(?=(?:就)?[呢是,]))|首先|先说(?![明好了过])|一来(?=.{{2,60}}二来)|一是(?=.{{2,60}}二是)|一个(?:是|呢)(?=.{{2,60}}一个(?:是|呢))"
_GOES_ON = (
    rf"第[二三四五六](?:{_KIND}|(?=(?:就)?[呢是,]))|其次|再次|[二三四]来|[二三四]是|二一{_KIND}|再一{_KIND}|再就是|再有(?:一个|个|就是|呢)|再说(?:那|这|说)"
    r"|还有(?![没啥几多人完点吗]|什么|一会|一点)|另外|末了|最后|一个(?:是|呢)"
)
_MARK = re.compile(f"(?P<opens>{_OPENS})|(?P<goes_on>{_GOES_ON})")
_ANY = re.compile(r"头一|第一|首先|先说|一来|一是|一个[是呢]|再一|还有|另外|再有")
_AT_ONCE = 6  # letters; who begins with 再一个 goes on with a list begun before
_FEWEST = 4  # letters of an item
_LONGEST = 600


def item_starts(text: str) -> list[int]:
    """Where the items of a spoken list begin, the first with the greeting before it; empty for none."""
    if len(text) > _LONGEST or _ANY.search(text) is None:
        return []
    starts: list[int] = []
    for found in _MARK.finditer(text):
        is_first = not starts
        if is_first and found["opens"] is None and found.start() > _AT_ONCE:
            continue
        if is_first or found.start() - starts[-1] >= _FEWEST:
            starts.append(found.start())
    return [0, *starts[1:]] if len(starts) > 1 else []
