"""Names mistyped or misheard: found when they are near and alone, never guessed in doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understanding.gazetteer import Gazetteer
from handlers.understanding.letters import NAME_SOUNDS
from handlers.understanding.normalise import normalise
from handlers.understanding.place import locate
from handlers.understanding.reading import Around, PlaceGuess, PlaceName

EAST, SUNNY, WOODS, WILLOW, TOWN, COUNTY = 101, 102, 300, 201, 10, 1
NAMES = (
    PlaceName("青河县", COUNTY, "county"),
    PlaceName("东关家属院", EAST, "grid", ("东关",)),
    PlaceName("东关小学", EAST, "school"),
    PlaceName("3号楼", EAST, "building"),
    PlaceName("阳光花园小区", SUNNY, "grid", ("阳光花园",)),
    PlaceName("3号楼", SUNNY, "building"),
    PlaceName("柳林社区", WOODS, "village", ("柳林",)),
    PlaceName("幸福里", WILLOW, "compound"),
    PlaceName("张家庄村", WILLOW, "village"),
    PlaceName("第二中学", TOWN, "school"),
    PlaceName("和平路", TOWN, "road"),
    PlaceName("永兴花园", TOWN, "compound"),
    PlaceName("勇兴花园", WOODS, "compound"),
)
GAZETTEER = Gazetteer(NAMES)


def said(text: str, *regions: int) -> PlaceGuess:
    return locate(normalise(text), GAZETTEER, Around(regions, is_group=True))


@pytest.mark.parametrize(
    ("text", "region", "meant"),
    [
        ("辛福里的下水道堵了", WILLOW, "幸福里"),
        ("张家装村路灯不亮", WILLOW, "张家庄村"),
        ("阳光花小区路灯坏了", SUNNY, "阳光花园小区"),
        ("阳光大花园小区路灯坏了", SUNNY, ""),
        ("阳光的花园小区路灯坏了", SUNNY, "阳光花园小区"),
        ("东关小雪门口堵车", EAST, "东关小学"),
        ("柳临社区停水了", WOODS, "柳林社区"),
        ("青合县停水了", COUNTY, "青河县"),
    ],
)
def test_a_name_of_here_is_found_with_a_letter_wrong_missing_or_too_much(
    text: str, region: int, meant: str
) -> None:
    guess = said(text, region)
    assert guess.region_id == region
    assert (f"像是“{meant}”" in guess.evidence) == bool(meant)
    assert guess.confidence == (0.7 if meant else 0.6)


def test_a_long_name_of_elsewhere_must_sound_the_same_and_is_believed_less() -> None:
    guess = said("柳临社区停水了", EAST)
    assert (guess.region_id, guess.confidence) == (WOODS, 0.5)
    assert said("柳条社区停水了", EAST).region_id == EAST


def test_a_short_name_of_elsewhere_is_not_guessed() -> None:
    assert said("何平路有个坑", EAST).region_id == EAST
    assert said("何平路有个坑", TOWN).evidence[0] == "像是“和平路”"


def test_two_letters_are_too_few() -> None:
    assert "像是" not in "".join(said("刘林停水了", WOODS).evidence)


@pytest.mark.parametrize(
    "text",
    ["西关小学门口堵车", "第三中学门口堵车", "李家庄村停水", "东关大学停水", "阳光花坛的灯坏了"],
)
def test_another_side_number_family_or_kind_is_another_place(text: str) -> None:
    evidence = said(text, EAST, SUNNY, WILLOW, TOWN).evidence
    assert not any(one.startswith("像是") for one in evidence)


def test_between_two_regions_nothing_is_chosen() -> None:
    assert said("咏兴花园停水了", EAST).region_id == EAST
    assert said("咏兴花园停水了", TOWN).region_id == TOWN


def test_what_was_told_exactly_is_not_corrected() -> None:
    assert said("和平路停水", WOODS).evidence[0] == "县里只有一处“和平路”"


def test_a_building_lies_in_the_compound_named_before_it() -> None:
    assert said("阳光花园3号楼漏水", EAST).region_id == SUNNY
    assert said("阳广花园3号楼漏水", EAST).region_id == SUNNY
    assert said("3号楼漏水", EAST).region_id == EAST


def test_no_letter_sounds_like_two_groups() -> None:
    letters = "".join(NAME_SOUNDS.split())
    assert len(letters) == len(set(letters))


def test_nothing_is_near_to_no_names() -> None:
    empty = Gazetteer([])
    assert empty.find_nearly("柳临社区停水了", ()) == ()


@given(st.text(alphabet="阳光广花园圆小区的东西关家属院张庄村3号楼 ,。", max_size=30))
def test_whatever_is_found_lies_in_the_text(text: str) -> None:
    plain = normalise(text).plain
    for one in GAZETTEER.find_nearly(plain, (SUNNY, EAST)):
        assert 0 <= one.start < one.end <= len(plain)
        assert plain[one.start : one.end] not in {"阳光花园", "阳光花园小区", "东关家属院"}
        assert len({place.region_id for place in one.places}) == 1
