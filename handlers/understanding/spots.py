"""The words of a text that tell a place: buildings, spots, roads, relative words, things."""

import re
from collections.abc import Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

from handlers.understanding.lexicon import signal_words
from handlers.understanding.names import pattern_of
from handlers.understanding.reading import Named, PlaceName

REGION_KINDS = ("grid", "village", "township", "county", "city")
_WORDS = Path(__file__).with_name("spots.yaml")
_OPENING = 10  # letters; a place named later is beside the point
_PAUSE = re.compile(r"[ ,。!;、\n]")
_THAT_THING = re.compile(r"的?(?:那|这|哪)(?:个|块|条|眼|口|片|边|里|儿|座|段|户|家).{0,4}|大.")
_FIRST_KINDS = frozenset({"unit", "spot", "relative"})


def _any_of(*lists: Sequence[str]) -> str:
    return pattern_of(chain.from_iterable(lists))


_SIGNALS, _OWN = signal_words(), signal_words(_WORDS)
_ROOM = r"(?<=[座元楼栋幢])-?\d{3,4}[室房]?(?![\d户人家米块元年天个多瓦伏斤平度分点路号])"
_NUMBER = r"(?<![月\d])(?:\d{1,4}|[一二三四五六七八九十]{1,3}|(?<![a-z])[a-h])"
_UNIT = (
    rf"(?=[第\d一二三四五六七八九十a-h])(?!一排(?![东西南北第\d]))第?{_NUMBER}\s?(?:号楼|号院|号地|栋|幢|座|单元|号门|楼|层(?![白灰油土冰霜水皮膜沙泥雪黑黄绿尘])|组|队|社|排|室|巷|弄|号(?!线|文|的|前|后|晚|早|上午|下午|左右|到|才|就|电话))(?:{_ROOM})?"
    rf"|(?<![\d.])\d{{1,2}}#(?:楼)?"
)
_ROAD = r"[^\W\da-z_看见不没能在的到从我你他咱这那了是有被就把和与去来走过条段修上下出进大小同一半公铁马网道线思村通组绕]{2,4}(?:路|街|大道|胡同|巷)(?!灯|面|上|过|人|口|边|由|况|政|坏|烂|堵|不)|[进出]村(?:的|那条)?(?:水泥|柏油|沥青|土)?路|[东西南北](?:大|小)?街口?(?!道|坊|社)"
_ORDINAL = r"第[\d一二两三四五六七八九十]{1,2}"
_THAT = rf"(?:{_any_of(_OWN['that'])})(?![盖灯])"
# What goes on from a place that was named: 往西两百米, 第三根电线杆, 那条巷子.
_ONWARD = (
    rf"(?:那|这)(?:一)?(?:个|条|棵|根|座|片|家|段|道|处|排|间|面|堵){_THAT}"
    rf"|{_ORDINAL}(?:个|根|条|家|棵|户|座|排|道|间|处)(?:{_THAT})|{_ORDINAL}(?:盏|根)(?:路?灯|杆)|{_ORDINAL}[家户]"
    r"|[往向朝](?:东|西|南|北|前|后|里|外|左|右)(?![鼓冒喷掉倒歪流淌翻渗蹿窜钻滚塌扔泼撞])(?:边|面|走|去)?(?:大概|大约|约|差不多)?"
    r"(?:[\d一二两三四五六七八九十百几]{1,4}[多来]?(?:米|公里|里地|里路|步))?"
)
# Whatever ends like a building or a landmark, when a side is told of it: 羊肉馆门前.
_SIDES = _any_of(_SIGNALS["relative"], _OWN["side"])
_LIKE_ONE = (
    r"[^\W\da-z_在的到从我你他她它咱俺们这那哪了是有没不被就把和与去来走过说看让给都也又往个要家里呢嘛]{1,4}"
    r"[店馆铺坊站场厂社行园院楼塘坝庙桥树林房棚摊所库校厅部局宫室池沟渠坡坟窑架塔亭碑台]"
    rf"(?=老?(?:{_SIDES}|[东西南北]门|大门|胡同|那(?:条|片|棵|个|排|家)))"
)
_NO_DANCE = r"(?!舞)"  # 广场舞 is danced anywhere
_TOLD = (
    rf"(?P<onward>{_ONWARD})|(?P<unit>{_UNIT})|(?P<spot>{_any_of(_SIGNALS['spot'])}){_NO_DANCE}|(?P<road>{_ROAD})"
    rf"|(?P<side>{_any_of(_OWN['side'])})|(?P<vague>{_any_of(_OWN['vague'])})|(?P<relative>{_any_of(_SIGNALS['relative'])})"
    rf"|(?P<thing>老?(?:{_any_of(_SIGNALS['thing'], _OWN['landmark'])}){_NO_DANCE}子?|{_LIKE_ONE})"
)
_LISTS = (*(_SIGNALS[name] for name in ("spot", "relative", "thing")), *_OWN.values())
_FIRSTS = "".join(sorted({word[0] for words in _LISTS for word in words if word[0].isalpha()}))
# Where no list has a word beginning with that letter, only what is told by its end is looked for.
_PIECE = re.compile(
    rf"(?=[{_FIRSTS}老那这第往向朝进出东西南北一二三四五六七八九十a-h\d])(?:{_TOLD})"
    rf"|(?P<ended_road>{_ROAD})|(?P<ended_thing>{_LIKE_ONE})"
)
_KINDS = {"ended_road": "road", "ended_thing": "thing"}
_RELATIVE = re.compile(_any_of(_SIGNALS["relative"], _OWN["side"]))
_TAIL = re.compile(
    r"(?:前(?![天年几段])|后(?![天来年面边])|口(?!罩|水|味|碑)|旁"
    r"|东(?![西莞北南门])|西(?![瓜红门])|南(?!门)|北(?!门)|边)"
)
_ON_IT = re.compile(
    r"(?<=[道坝坡桥杆墙坎洞场池沟渠塘井房堤岸顶])(?:[里内外](?![面头边外的人长有])|上(?![面边头级层午次周月班个水楼车门下]))"
)
_IN_IT = re.compile(_ROOM)
_GLUE = frozenset(
    [
        "",
        "的",
        "那",
        "这",
        "里",
        "-",
        "、",
        "和",
        "跟",
        "靠",
        "到",
        "大",
        "小",
        "老",
        "那个",
        "那条",
        "那眼",
        "那座",
        "那片",
        "那段",
    ]
) | {" "}
_BODIES = frozenset({"物业", "村委", "居委会", "社区", "街道办", "业委会", "供电所", "派出所"})
_LOOSE = frozenset({"thing", "side", "vague", "onward"})  # kinds that lean on another
_UNIT_ONLY = re.compile(rf"(?:{_UNIT})")
_NO_LETTER = re.compile(r"[\W_]+")


class Piece(NamedTuple):
    """A stretch of the text that tells a place."""

    start: int
    end: int
    kind: str  # name, unit, spot, road, relative, side, vague, onward, thing
    places: tuple[PlaceName, ...] = ()


Chain = list[Piece]


def is_only_a_spot(text: str) -> bool:
    """True when a plain text names a building, a floor or the like and hardly anything else."""
    rest, found = _UNIT_ONLY.subn("", text)
    return found > 0 and len(_NO_LETTER.sub("", rest)) <= 3


def opens_with_a_spot(text: str) -> bool:
    """True when a plain text begins with a place and pauses: 就是村西头菜园边那眼井 一合闸就跳."""
    breath = _PAUSE.split(text, maxsplit=1)[0]
    found = [one for one in _PIECE.finditer(breath) if one.lastgroup in _FIRST_KINDS]
    if not found or found[0].start() > _OPENING:
        return False
    rest = breath[max(one.end() for one in _PIECE.finditer(breath)) :]
    return len(rest) <= 1 or _THAT_THING.fullmatch(rest) is not None


def chains_of(text: str, named: Sequence[Named]) -> list[Chain]:
    """What stands together to tell one place, in the order of the text."""
    chains: list[Chain] = []
    for piece in _pieces(text, named):
        last = chains[-1][-1] if chains else None
        if last is not None and piece.start < last.end:
            continue
        if last is not None and text[last.end : piece.start] in _GLUE:
            chains[-1].append(piece)
        else:
            chains.append([piece])
    return [one for one in chains if not (_is_loose(one) or _is_body(one, text))]


def is_specific(told: Chain) -> bool:
    """True when the chain is finer than a region."""
    kinds = [piece.kind for piece in told]
    if "unit" in kinds or "spot" in kinds or "road" in kinds:
        return True
    if any(_is_fine(piece) for piece in told):
        return True
    if "relative" in kinds and len(told) > 1:
        return True
    return any(
        kind in ("side", "onward") or (kind == "vague" and before != "name")
        for before, kind in pairwise(kinds)
    )


def _pieces(text: str, named: Sequence[Named]) -> Chain:
    """Names first, then what else tells a place between them, in the order of the text."""
    pieces = [Piece(one.start, one.end, "name", one.places) for one in named]
    taken = [(one.start, one.end) for one in named]
    for found in _PIECE.finditer(text):
        start, end = found.span()
        if taken and any(start < until and begin < end for begin, until in taken):
            continue
        kind = found.lastgroup or ""
        pieces.append(Piece(start, end, _KINDS.get(kind, kind)))
    pieces.sort()
    return [_with_tail(piece, text) for piece in pieces]


def _with_tail(piece: Piece, text: str) -> Piece:
    """A room or a single letter behind a place belongs to it: A座1203, 3号楼前, 大坝上."""
    on_it = _ON_IT.match(text, piece.end) or _IN_IT.match(text, piece.end)
    if on_it is not None:
        return piece._replace(end=on_it.end())
    if piece.kind == "relative" or _RELATIVE.match(text, piece.end):
        return piece
    tail = _TAIL.match(text, piece.end)
    return piece if tail is None else piece._replace(end=tail.end())


def _is_loose(told: Chain) -> bool:
    """True for things and sides that lean on nothing: 那边, 超市."""
    kinds = {piece.kind for piece in told}
    return kinds <= {"thing"} or (kinds <= _LOOSE and told[0].kind != "thing")


def _is_body(told: Chain, text: str) -> bool:
    """True for a body that does something (物业真是贴心), not a place one can stand at."""
    return len(told) == 1 and text[told[0].start : told[0].end] in _BODIES


def _is_fine(piece: Piece) -> bool:
    return any(place.kind not in REGION_KINDS for place in piece.places)
