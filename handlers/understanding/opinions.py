"""What residents say beside "solved or not": stars, what was wrong, whether to pass it on."""

import re
from dataclasses import dataclass

from handlers.understanding.normalise import normalise

YES, ANONYMOUS, NO = "yes", "anonymous", "no"
NOBODY_CAME, NOT_SOLVED, TOO_LONG, MANNERS, OTHER = range(1, 6)


@dataclass(frozen=True)
class Opinion:
    """Stars from 1 to 5, numbers of the reasons, and YES, ANONYMOUS, NO or nothing on passing on."""

    stars: int | None = None
    reasons: tuple[int, ...] = ()
    relay: str = ""


_CIRCLED = dict(zip("①②③④⑤", range(1, 6), strict=True))
_STARS = (
    (1, r"(?:很|非常|极|太|特别|十分|相当)不满意|气死|差评"),
    (2, r"不(?:太|大|怎么|咋)?满意|不咋(?:地|样)|不得劲|不行|差劲"),
    (5, r"(?:很|非常|特别|十分|相当|超|最|太|可|真|挺)满意|满分|五星|点赞|杠杠|没得说|没的说"),
    (3, r"一般|凑合|马马虎虎|还行|还可以|就那样|说得过去"),
    (4, r"满意|不错|得劲|挺好|^\W*(?:可|怪)?中\W*$|^\W*好\W*$"),
)
_FIGURE = re.compile(r"^\W*(?:打|给|选|回)?\W{0,2}([1-5])\s*(?:分|颗?星)?(?=\W|$)")
_RATED = re.compile(r"(?<![\d.])([1-5])\s*(?:分(?!钟|之|期|米|厘)|颗?星)")
_ALL_STARS = ("五星", "五颗星", "满分")
_REASONS = (
    (NOBODY_CAME, r"没(?:有)?(?:来人|人来|见(?:着|到)?人|人管|上门)|压根没来|谁也没来|不见人"),
    (
        NOT_SOLVED,
        r"没(?:有)?(?:解决|修好|弄好|办好|处理好)|老样子|还是(?:坏|堵|漏|不|没)|白搭|糊弄",
    ),
    (TOO_LONG, r"时间(?:太|有点|也太)?长|太慢|拖|(?:等|跑)了?(?:好|半|几|多|一|两|三)|磨蹭|才来"),
    (MANNERS, r"态度|骂人?|凶|不耐烦|爱(?:答|搭)不理|脸色|训人|吼|推来推去|推诿|吃拿|红包"),
)
_SCORES = re.compile(
    r"(?:打|给)?\s*[1-5①②③④⑤]\s*(?:分|颗?星)?(?=\W|$)|[1-5]\s*(?:分|颗?星)|[①②③④⑤]"
)
_SET_WORDS = re.compile(r"匿名(?:吧|就行|转)?|(?:不)?愿意转?|实名")
_RUNS_OF_MARKS = re.compile("[,\uff0c、 ]{2,}|,")
_MARKS = " ,，。.;；、\n"
_NUMBERS = re.compile(r"^[\s①②③④⑤1-5、,，和.。选回]+$")
_NO = r"不(?:太)?(?:愿意|同意|想)(?:转|让)?|(?:别|不要|不用|甭|莫)(?:转|告诉|跟他们说|让.{0,4}知道)|不转"
_ANONYMOUS = r"匿名|(?:别|不要|不)(?:写|说|提|留|露)(?:是)?(?:我|俺|名字|名|姓名)|不(?:具|署)名"
_YES = r"愿意|同意|可以(?:转|实名)|实名|写(?:上)?(?:我|俺)的?名字|转(?:给)?(?:他们|吧|去)"
_BARE_YES = re.compile(r"^\W*(?:可以|行|中|好|好的|能|转|嗯)[吧的啊呀]?\W*$")
_BARE_NO = re.compile(r"^\W*(?:不用?|不要|不行|不中|算了|别了?|不了)[吧的啊呀]?\W*$")


def read_opinion(text: str, asked: str = "") -> Opinion:
    """Everything the words say; `asked` is the question that is open: stars, reasons, relay."""
    words = normalise(text).plain
    return Opinion(
        _stars(words) if asked == "stars" else _rated(words),
        _reasons(words, numbers=asked == "reasons"),
        _relay(words, asked=asked == "relay"),
    )


def without_scores(text: str) -> str:
    """The words alone: whoever handled the matter never reads a single score (domain 2.3a)."""
    lines = (_SET_WORDS.sub("", _SCORES.sub("", line)) for line in text.split("\n"))
    kept = (_RUNS_OF_MARKS.sub("\uff0c", line).strip(_MARKS) for line in lines)
    return "；".join(line for line in kept if len(line) > 1)


def _rated(words: str) -> int | None:
    if any(word in words for word in _ALL_STARS):
        return 5
    found = _RATED.search(words)
    return int(found[1]) if found else None


def _stars(words: str) -> int | None:
    """The figure, else what the words come to; the harsher reading first."""
    for mark, figure in _CIRCLED.items():
        words = words.replace(mark, str(figure))
    figure_first = _FIGURE.match(words)
    if figure_first is not None:
        return int(figure_first[1])
    in_words = (stars for stars, pattern in _STARS if re.search(pattern, words))
    return _rated(words) or next(in_words, None)


def _reasons(words: str, *, numbers: bool) -> tuple[int, ...]:
    if numbers and _NUMBERS.match(words):
        figures = (_CIRCLED.get(mark) or int(mark) for mark in words if mark in "①②③④⑤12345")
        return tuple(sorted(set(figures)))
    found = [reason for reason, pattern in _REASONS if re.search(pattern, words)]
    circled = [_CIRCLED[mark] for mark in words if mark in _CIRCLED] if numbers else []
    return tuple(sorted({*found, *circled}))


def _relay(words: str, *, asked: bool) -> str:
    """Without the question only plain words on names and passing on count."""
    if re.search(_ANONYMOUS, words):
        return ANONYMOUS
    if asked and (_BARE_NO.match(words) or re.search(_NO, words)):
        return NO
    if asked and (_BARE_YES.match(words) or re.search(_YES, words)):
        return YES
    return NO if re.search(r"(?:别|不要|不用|甭)(?:把.{0,8})?转(?:给|告)", words) else ""
