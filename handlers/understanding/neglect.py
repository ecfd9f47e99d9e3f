"""A child that tells, by how it speaks, that nobody looks after it: the child is what it is about.

Whatever else is named (a father who drinks, a brother with a fever), those come who look after children.
"""

from handlers.understanding.heard import Evidence, Heard
from handlers.understanding.misconduct import PLAINLY
from handlers.understanding.tellers import is_left_alone

_CHILD = "child_protection"
_WEIGHT = 4.0
_CHILDS_WORDS = ("爸爸", "妈妈", "弟弟", "妹妹", "奶奶", "年级", "岁", "上学", "放学", "作业")


def neglect(heard: Heard) -> list[Evidence]:
    """What speaks for a child that is left alone; nothing where a grown person speaks."""
    if not any(word in heard.plain for word in _CHILDS_WORDS) or not is_left_alone(heard.plain):
        return []
    word = f"孩子{PLAINLY}没人照看"
    return [Evidence(_CHILD, "strong", _WEIGHT, 0, len(heard.plain), 0, word)]
