"""Scenes: what a printed QR code says when a resident scans it to follow the 公众号."""

import re

_SCENE = re.compile(r"(?:grid_)?(?P<code>.+?)(?:_p(?P<place>\d{1,9}))?", re.DOTALL)


def scene_of(region_code: str, place_id: int | None = None) -> str:
    """The scene of a grid, or of a building in it: at most 64 characters of the platform's."""
    return f"grid_{region_code}" if place_id is None else f"grid_{region_code}_p{place_id}"


def read_scene(scene: str) -> tuple[str, int | None]:
    """The grid's code, and the building's id if it is a building's."""
    found = _SCENE.fullmatch(scene)
    if found is None:
        return "", None
    return found["code"], int(found["place"]) if found["place"] else None
