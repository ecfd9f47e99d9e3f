"""Readers for a county whose names change while the service runs."""

import pytest

from bot import world
from handlers.understanding.categories import Categories
from handlers.understanding.ear import Ear
from handlers.understanding.reading import Around, PlaceName
from handlers.understanding.tree import load_categories

NEW = PlaceName("凤凰城小区", 7, "site")


def test_who_reads_with_new_names_hears_with_the_ear_that_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Categories] = []

    class Counted(Ear):
        def __init__(self, categories: Categories) -> None:
            made.append(categories)
            super().__init__(categories)

    monkeypatch.setattr(world, "Ear", Counted)
    monkeypatch.setattr("handlers.understanding.reader.Ear", Counted)
    readers = world.readers_of(load_categories())
    before, after = (
        readers(names).read("凤凰城小区路灯不亮", Around(is_group=True)) for names in ((), (NEW,))
    )
    assert (before.place.region_id, after.place.region_id) == (None, 7)
    assert len(made) == 1
