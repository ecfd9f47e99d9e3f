"""The navigation names every room once, under one heading."""

from bot.console.rooms import HEADINGS, ROOMS, grouped


def test_every_room_stands_once_under_a_heading() -> None:
    assert sorted(r.key for _, held in grouped(ROOMS) for r in held) == sorted(r.key for r in ROOMS)


def test_a_heading_without_rooms_is_left_out() -> None:
    assert [heading for heading, _ in grouped(ROOMS[:1])] == ["办事"]


def test_a_heading_names_each_room_once() -> None:
    named = [key for keys in HEADINGS.values() for key in keys]
    assert len(named) == len(set(named))
