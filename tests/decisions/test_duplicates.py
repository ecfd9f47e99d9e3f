"""Is it the same matter?"""

import pytest

from handlers.duplicates import may_be_one_spot, spots


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("3号楼前", "三号楼前边", True),
        ("3号楼前", "5号楼", False),
        ("", "5号楼", True),
        ("小卖部东边", "三组", True),
        ("A座一单元", "a座门口", True),
        ("A座", "B座", False),
        ("2组路口", "3组", False),
        ("3号楼2单元", "3栋", True),
    ],
)
def test_two_places_are_one_spot_unless_their_numbers_differ(
    one: str, other: str, *, same: bool
) -> None:
    assert may_be_one_spot(one, other) is same
    assert may_be_one_spot(other, one) is same


def test_numbered_spots_are_found_in_any_writing() -> None:
    assert spots("三号楼2单元") == {("3", "号楼"), ("2", "单元")}
    assert spots("桥头") == frozenset()
