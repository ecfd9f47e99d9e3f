"""Questions about confidence: who told a matter, and who looked at it."""

import re
import unicodedata

_LONGEST = 40  # who writes more tells something
_WHO_LOOKED = re.compile(
    r"(?:谁|几个?人|多少人|几回|几次|多少次|有没有人|有人|都有谁).{0,8}(?:看过|查过|看了|看到|查看|翻过|偷看)"
    r"|(?:看|查看|查|翻)过?(?:了)?(?:我|俺).{0,8}(?:几|多少)|被(?:看|查看|查|翻)(?:了|过)?(?:几|多少)"
)
_WHO_TOLD = re.compile(
    r"(?<![找向跟给问])(?:谁|哪个(?:人)?|哪户|哪家|哪位|什么人|啥人)(?:又|在|给|把|向|跟|去)?[^,。?]{0,6}"
    r"(?:举报|检举|告(?:的|了)?(?:我|俺|状)|投诉|反映(?:的|我|俺|了)|说的(?:我|俺)|报(?:的|我|俺)|捅)"
    r"|(?:举报|反映|投诉|检举|报案|报警|告状)(?:的)?人?(?:是|叫)(?:谁|哪个|哪家|哪户|什么名|啥名)"
    r"|(?:举报|反映|投诉)(?:的)?人(?:的)?(?:名字|姓名|电话|信息|联系方式|住址|微信)"
)


def asks_who_told(text: str) -> bool:
    """True for 谁举报我, 是谁反映的, 举报人的电话; not for 这事找谁反映."""
    words = unicodedata.normalize("NFKC", text)
    return len(words) <= _LONGEST and _WHO_TOLD.search(words) is not None


def asks_who_looked(text: str) -> bool:
    """True for 我的事有几个人看过, 被查看了几次."""
    words = unicodedata.normalize("NFKC", text)
    return len(words) <= _LONGEST and _WHO_LOOKED.search(words) is not None
