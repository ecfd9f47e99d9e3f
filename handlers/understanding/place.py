"""Where a matter is: the words that tell it, and the region they point to."""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from handlers.understanding.counting import count_of_things
from handlers.understanding.gazetteer import Gazetteer
from handlers.understanding.lexicon import signal_words
from handlers.understanding.normalise import Normal
from handlers.understanding.reading import Around, Named, PlaceGuess, PlaceName
from handlers.understanding.spots import REGION_KINDS, Chain, Piece, chains_of, is_specific

_EVERYWHERE = frozenset((*signal_words()["spot"], *signal_words()["thing"]))
_VILLAGE_AND_GRID = frozenset({"village", "grid"})
_NUMBERED = frozenset({"building", "unit", "team"})
_HOLDING = frozenset({*REGION_KINDS[:2], "compound", "小区"})  # kinds with buildings of their own
_BETWEEN = frozenset({"", " ", "的", "小区", "里", "那", "那个", "院"})
_LIVES_IN = re.compile(r"(?:[我俺咱]们?|本人|家)(?:都|就)?(?:住在?|家住|家在)$")
_OF_THOSE_WHO_LIVE = re.compile(
    r"(?:小区|家属院)?的?(?:一[个名位]|全体|部分|老)?(?:业主|住户|居民|村民|租户|房主)"
)
_TELLING = 3  # letters; a shorter name may be the beginning of a mistyped one
_LONGEST = 40
_NOWHERE = frozenset(
    [
        "旁边",
        "里头",
        "里面",
        "外头",
        "外面",
        "上头",
        "下头",
        "上面",
        "下面",
        "边上",
        "身边",
        "跟前",
        "里边",
        "外边",
    ]
)
_PROPER_KINDS = frozenset(
    {*REGION_KINDS, "compound", "小区", "road", "school", "factory", "hospital", "reservoir"}
)
_CALLED_AFTER = 2  # letters before a common name
_PROPER_NAME = 4  # letters; 烧烤摊 or 河堤 is wherever people say it


def locate(normal: Normal, gazetteer: Gazetteer, around: Around, leaf: str = "") -> PlaceGuess:
    """The place a text tells of, read against where it was said."""
    named = gazetteer.find(normal.plain)
    nearly = _nearly(normal.plain, named, gazetteer, around)
    chains = chains_of(normal.plain, _together(named, nearly))
    placed = _placed(named, nearly, normal.plain)
    region, confidence, evidence = _region(placed, nearly, normal.plain, around)
    specific = [chain for chain in chains if is_specific(chain)]
    told = specific or [one for one in chains[:1] if not _is_nowhere(one, normal.plain)]
    text = _text(normal, told, around)
    things = count_of_things(normal.plain, leaf)
    if text and things:
        text = f"{text}（{things}）"
    return PlaceGuess(text, region, confidence, bool(specific), (*evidence, *_heard(text)))


def _is_nowhere(told: Chain, text: str) -> bool:
    """True for a side of nothing: 他在旁边, 里头有人."""
    return len(told) == 1 and text[told[0].start : told[0].end] in _NOWHERE


def _nearly(
    text: str, named: list[Named], gazetteer: Gazetteer, around: Around
) -> tuple[Named, ...]:
    """A name mistyped or misheard, where none is told that is a place of its own."""
    if not all(_is_everywhere(one) or one.end - one.start < _TELLING for one in named):
        return ()
    return gazetteer.find_nearly(text, around.region_ids)


def _together(named: list[Named], nearly: tuple[Named, ...]) -> list[Named]:
    """All of them in the order of the text; what lies inside of a mistyped name is none."""
    apart = [
        one for one in named if all(one.end <= it.start or it.end <= one.start for it in nearly)
    ]
    return sorted([*apart, *nearly], key=lambda one: one.start)


def _placed(named: list[Named], nearly: tuple[Named, ...], text: str) -> list[Named]:
    """The names, each building only where the name before it lies: 阳光花园3号楼.

    That is the one right before it, or the home that the speaker named: 本人系阳光花园业主.
    """
    together = _together(named, nearly)
    placed = together[:1]
    home: set[int] = set()
    for before, one in pairwise(together):
        holds = {place.region_id for place in before.places if place.kind in _HOLDING}
        if holds and _is_own_home(before, text):
            home = holds
        regions = holds if text[before.end : one.start] in _BETWEEN else set()
        there = tuple(place for place in one.places if place.region_id in (regions or home))
        if _is_everywhere(one) and (regions or there):
            placed.append(one._replace(places=there))
        else:
            placed.append(one)
    return [one for one in placed if one not in nearly]


def _is_own_home(named: Named, text: str) -> bool:
    """True of 我是阳光花园的业主, 俺家住柳树村: whose building is told later, is told of there."""
    if _LIVES_IN.search(text, 0, named.start) is not None:
        return True
    return _OF_THOSE_WHO_LIVE.match(text, named.end) is not None


def _heard(text: str) -> tuple[str, ...]:
    return (f"说的位置：{text}",) if text else ()


def _text(normal: Normal, chains: list[Chain], around: Around) -> str:
    parts: dict[str, None] = {}
    total = sum(len(chain) for chain in chains)
    for chain in chains:
        for run in _runs(chain, lambda piece: total > 1 and _is_known_already(piece, around)):
            parts[normal.clean[run[0].start : run[-1].end].strip()] = None
    return "".join(_without_parts_of_others(parts))[:_LONGEST]


def _runs(chain: Chain, is_left_out: Callable[[Piece], bool]) -> list[Chain]:
    """The stretches of a chain that are worth saying: no bare things, nothing known already."""
    runs: list[Chain] = [[]]
    for piece, after in zip(chain, [*chain[1:], None], strict=True):
        if _is_bare(piece, after, runs[-1]) or is_left_out(piece):
            runs.append([])
        else:
            runs[-1].append(piece)
    return [run for run in runs if run]


def _is_bare(piece: Piece, after: Piece | None, before: Chain) -> bool:
    """True for a thing that nothing leans on, and for a side of nothing."""
    if piece.kind in ("side", "vague"):
        return not before or (piece.kind == "vague" and before[-1].kind == "name")
    if piece.kind != "thing":
        return False
    if after is None:
        return True
    touches = after.start == piece.end and after.kind in ("spot", "thing")
    return not touches and after.kind not in ("relative", "side", "vague", "onward")


def _without_parts_of_others(parts: Iterable[str]) -> list[str]:
    told = list(parts)
    return [part for part in told if not any(part != other and part in other for other in told)]


def _is_known_already(piece: Piece, around: Around) -> bool:
    """The group's own name, or that of one's home, need not be said again; of several below it each must be."""
    own = around.region_ids[:1]
    return any(
        place.kind in (*REGION_KINDS, "compound", "小区") and place.region_id in own
        for place in piece.places
    )


# ---- the region ----


def _region(
    named: list[Named], nearly: tuple[Named, ...], text: str, around: Around
) -> tuple[int | None, float, tuple[str, ...]]:
    """Names here first, then names that exist once in the county, then where it was said."""
    for one in nearly:
        like, is_here = one.places[0], one.places[0].region_id in around.region_ids
        if is_here or not any(_is_here(it, around) for it in named):
            return like.region_id, 0.7 if is_here else 0.5, (f"像是“{like.name}”",)
    near = [
        (around.region_ids.index(place.region_id), _fineness(place), place)
        for one in named
        for place in one.places
        if place.region_id in around.region_ids
    ]
    if near:
        place = min(near, key=_finest_nearest)[2]
        return place.region_id, 0.9, (f"“{place.name}”在这一带",)
    told = [one for one in named if _is_one_place(one, text)]
    for one in sorted(told, key=_longest_first):
        regions = {place.region_id for place in _innermost(one.places)}
        if len(regions) == 1:
            return regions.pop(), 0.75, (f"县里只有一处“{one.places[0].name}”",)
    if around.region_ids:
        where = "在本群说的" if around.is_group else "按登记的住处"
        return around.region_ids[0], 0.6 if around.is_group else 0.4, (where,)
    return None, 0.0, ()


def _innermost(places: tuple[PlaceName, ...]) -> tuple[PlaceName, ...]:
    """Where a village and its one grid bear the same name, the grid alone."""
    kinds = {place.kind for place in places}
    if len(places) != len(kinds) or kinds != _VILLAGE_AND_GRID:
        return places
    return tuple(place for place in places if place.kind == "grid")


def _is_here(one: Named, around: Around) -> bool:
    return any(place.region_id in around.region_ids for place in one.places)


def _is_one_place(one: Named, text: str) -> bool:
    """False also for a byname that any village may have: 文化广场 is ours, though elsewhere a 文化站 is called so."""
    return text[one.start : one.end] not in _EVERYWHERE and not _is_everywhere(one)


def _is_everywhere(one: Named) -> bool:
    """True for a name that any village may have: the one here is meant, listed or not.

    Called by more than that (柳树村2组 of 2组), it is the one of the place it is called after.
    """
    letters = one.end - one.start
    return all(
        letters - len(place.name) < _CALLED_AFTER
        and (
            place.name in _EVERYWHERE
            or place.kind in _NUMBERED
            or (place.kind not in _PROPER_KINDS and letters < _PROPER_NAME)
        )
        for place in one.places
    )


def _fineness(place: PlaceName) -> int:
    return 0 if place.kind not in REGION_KINDS else 1 + REGION_KINDS.index(place.kind)


def _finest_nearest(candidate: tuple[int, int, PlaceName]) -> tuple[int, int]:
    nearness, fineness, _ = candidate
    return fineness, nearness


def _longest_first(one: Named) -> int:
    return one.start - one.end
