"""Where a matter is: the words that tell it, and the region they point to."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from handlers.understanding.counting import count_of_things
from handlers.understanding.gazetteer import Gazetteer, Named
from handlers.understanding.lexicon import signal_words
from handlers.understanding.normalise import Normal, plain
from handlers.understanding.reading import Around, PlaceGuess, PlaceName

_EVERYWHERE = frozenset((*signal_words()["spot"], *signal_words()["thing"]))
_NUMBERED = frozenset({"building", "unit", "team"})
_REGION_KINDS = ("grid", "village", "township", "county", "city")
_LONGEST = 40
_OPENING = 10  # letters; a place named later is beside the point
_PAUSE = re.compile(r"[ ,。!;、\n]")
_THAT_THING = re.compile(r"的?(?:那|这|哪)(?:个|块|条|眼|口|片|边|里|儿|座|段|户|家).{0,4}|大.")
_FIRST_KINDS = frozenset({"unit", "spot", "relative"})


def _any_of(name: str) -> str:
    words = sorted({plain(word) for word in signal_words()[name]}, key=len, reverse=True)
    return "|".join(map(re.escape, words))


_NUMBER = r"(?<![月\d])(?:\d{1,4}|[一二三四五六七八九十]{1,3}|(?<![a-z])[a-h])"
_UNIT = (
    rf"{_NUMBER}\s?(?:号楼|号院|号地|栋|幢|座|单元|号门|楼|层|组|队|社|排|室|巷|弄|号(?!线|文|的|前|后|晚|早|上午|下午|左右|到|才|就|电话))"
    rf"|(?<![\d.])\d{{1,2}}#(?:楼)?"
)
_ROAD = r"[^\W\da-z_在的到从我你他咱这那了是有被就把和与去来走过条段修上下出进大小同一半公铁马网道线思村通组]{2,4}(?:路|街|大道|胡同|巷)(?!灯|面|上|过|人|口|边|由|况|政|坏|烂|堵|不)"
_PIECE = re.compile(
    rf"(?P<unit>{_UNIT})|(?P<spot>{_any_of('spot')})|(?P<road>{_ROAD})"
    rf"|(?P<relative>{_any_of('relative')})|(?P<thing>{_any_of('thing')})"
)
_RELATIVE = re.compile(_any_of("relative"))
_TAIL = re.compile(
    r"(?:前(?![天年几段])|后(?![天来年面边])|口(?!罩|水|味|碑)|旁|东(?![西莞北南])|西(?![瓜红])|南|北|边)"
)
_BODIES = frozenset({"物业", "村委", "居委会", "社区", "街道办", "业委会", "供电所", "派出所"})
_GLUE = frozenset(
    {
        "大",
        "小",
        "老",
        "那个",
        "那条",
        "那眼",
        "那座",
        "那片",
        "那段",
        "",
        " ",
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
    }
)
_UNIT_ONLY = re.compile(rf"(?:{_UNIT})")
_NO_LETTER = re.compile(r"[\W_]+")
_NOT_A_PLACE = re.compile(r"[一二两三四五六七八九十\d]层(?:意思|皮|关系|油|灰)|一号位|三楼主|楼主")


class _Piece(NamedTuple):
    start: int
    end: int
    kind: str  # name, unit, spot, road, relative, thing
    places: tuple[PlaceName, ...] = ()


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


def locate(normal: Normal, gazetteer: Gazetteer, around: Around, leaf: str = "") -> PlaceGuess:
    """The place a text tells of, read against where it was said."""
    named = gazetteer.find(normal.plain)
    chains = _chains(_pieces(normal.plain, named), normal.plain)
    region, confidence, evidence = _region(named, around)
    specific = [chain for chain in chains if _is_specific(chain)]
    told = specific or chains[:1]
    text = _text(normal, told, around)
    things = count_of_things(normal.plain, leaf)
    if text and things:
        text = f"{text}（{things}）"
    return PlaceGuess(text, region, confidence, bool(specific), (*evidence, *_heard(text)))


def _heard(text: str) -> tuple[str, ...]:
    return (f"说的位置：{text}",) if text else ()


# ---- pieces and chains ----


def _pieces(text: str, named: list[Named]) -> list[_Piece]:
    """Names first, then what else tells a place between them, in the order of the text."""
    pieces = [_Piece(one.start, one.end, "name", one.places) for one in named]
    taken = [(one.start, one.end) for one in named]
    for found in _PIECE.finditer(text):
        start, end = found.span()
        if any(start < until and begin < end for begin, until in taken):
            continue
        pieces.append(_Piece(start, end, found.lastgroup or ""))
    pieces.sort()
    return [_with_tail(piece, text) for piece in pieces]


def _with_tail(piece: _Piece, text: str) -> _Piece:
    """A single letter behind a place belongs to it: 3号楼前, 2组口."""
    if piece.kind == "relative" or _RELATIVE.match(text, piece.end):
        return piece
    tail = _TAIL.match(text, piece.end)
    return piece if tail is None else piece._replace(end=tail.end())


def _chains(pieces: list[_Piece], text: str) -> list[list[_Piece]]:
    chains: list[list[_Piece]] = []
    for piece in pieces:
        last = chains[-1][-1] if chains else None
        if last is not None and piece.start < last.end:
            continue
        if last is not None and text[last.end : piece.start] in _GLUE:
            chains[-1].append(piece)
        else:
            chains.append([piece])
    return [chain for chain in chains if not (_only_thing(chain) or _is_body(chain, text))]


def _only_thing(chain: list[_Piece]) -> bool:
    return all(piece.kind == "thing" for piece in chain)


def _is_body(chain: list[_Piece], text: str) -> bool:
    """True for a body that does something (物业真是贴心), not a place one can stand at."""
    return len(chain) == 1 and text[chain[0].start : chain[0].end] in _BODIES


def _is_specific(chain: list[_Piece]) -> bool:
    """True when the chain is finer than a region."""
    kinds = [piece.kind for piece in chain]
    if "unit" in kinds or "spot" in kinds or "road" in kinds:
        return True
    if any(_is_fine(piece) for piece in chain):
        return True
    return "relative" in kinds and len(chain) > 1


def _is_fine(piece: _Piece) -> bool:
    return any(place.kind not in _REGION_KINDS for place in piece.places)


def _text(normal: Normal, chains: list[list[_Piece]], around: Around) -> str:
    parts: dict[str, None] = {}
    total = sum(len(chain) for chain in chains)
    for chain in chains:
        for run in _runs(chain, lambda piece: total > 1 and _is_known_already(piece, around)):
            parts[normal.clean[run[0].start : run[-1].end].strip()] = None
    return "".join(_without_parts_of_others(parts))[:_LONGEST]


def _runs(chain: list[_Piece], is_left_out: Callable[[_Piece], bool]) -> list[list[_Piece]]:
    """The stretches of a chain that are worth saying: no bare things, nothing known already."""
    runs: list[list[_Piece]] = [[]]
    for piece, after in zip(chain, [*chain[1:], None], strict=True):
        is_bare_thing = piece.kind == "thing" and (after is None or after.kind != "relative")
        if is_bare_thing or is_left_out(piece):
            runs.append([])
        else:
            runs[-1].append(piece)
    return [run for run in runs if run]


def _without_parts_of_others(parts: Iterable[str]) -> list[str]:
    told = list(parts)
    return [part for part in told if not any(part != other and part in other for other in told)]


def _is_known_already(piece: _Piece, around: Around) -> bool:
    """The group's own name need not be said again."""
    return any(
        place.kind in (*_REGION_KINDS, "compound", "小区") and place.region_id in around.region_ids
        for place in piece.places
    )


# ---- the region ----


def _region(named: list[Named], around: Around) -> tuple[int | None, float, tuple[str, ...]]:
    """Names here first, then names that exist once in the county, then where it was said."""
    near = [
        (around.region_ids.index(place.region_id), _fineness(place), place)
        for one in named
        for place in one.places
        if place.region_id in around.region_ids
    ]
    if near:
        place = min(near, key=_finest_nearest)[2]
        return place.region_id, 0.9, (f"“{place.name}”在这一带",)
    told = [one for one in named if not (around.region_ids and _is_everywhere(one))]
    for one in sorted(told, key=_longest_first):
        regions = {place.region_id for place in one.places}
        if len(regions) == 1:
            return regions.pop(), 0.75, (f"县里只有一处“{one.places[0].name}”",)
    if around.region_ids:
        where = "在本群说的" if around.is_group else "按登记的住处"
        return around.region_ids[0], 0.6 if around.is_group else 0.4, (where,)
    return None, 0.0, ()


def _is_everywhere(one: Named) -> bool:
    """True for a name that any village may have: the one here is meant, listed or not."""
    return all(place.name in _EVERYWHERE or place.kind in _NUMBERED for place in one.places)


def _fineness(place: PlaceName) -> int:
    return 0 if place.kind not in _REGION_KINDS else 1 + _REGION_KINDS.index(place.kind)


def _finest_nearest(candidate: tuple[int, int, PlaceName]) -> tuple[int, int]:
    nearness, fineness, _ = candidate
    return fineness, nearness


def _longest_first(one: Named) -> int:
    return one.start - one.end
