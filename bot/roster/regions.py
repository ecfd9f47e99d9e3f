"""Finds the region that somebody means: by its code, its name, or the names on the way to it."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from storage.codes import Level
from storage.county.values import RegionEntry

_STEPS = re.compile(r"\s*[/／>＞→·]\s*|\s+")


class Regions:
    """The regions there are; those that are read are added as they come."""

    def __init__(self, entries: Iterable[RegionEntry]) -> None:
        self._by_code: dict[str, RegionEntry] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            self.add(entry)

    def add(self, entry: RegionEntry) -> None:
        """The region is known, by its new names too."""
        self._by_code[entry.code] = entry
        for name in (entry.name, *entry.aliases):
            if entry.code not in self._by_name[name]:
                self._by_name[name].append(entry.code)

    def coded(self, code: str) -> RegionEntry | None:
        """The region with this code."""
        return self._by_code.get(code)

    def under(self, parent: str, level: Level, name: str) -> RegionEntry | None:
        """The region of this name right below `parent`; below any, when that is not said."""
        found = [
            one
            for one in map(self._by_code.__getitem__, self._by_name.get(name, ()))
            if one.level is level and one.name == name and parent in ("", one.parent)
        ]
        return found[0] if len(found) == 1 else None

    def find(self, said: str, levels: Collection[Level] = ()) -> list[RegionEntry]:
        """Every region that may be meant, of these levels where there are several."""
        if said in self._by_code:
            return [self._by_code[said]]
        steps = [step for step in _STEPS.split(said.strip()) if step]
        if not steps:
            return []
        named = [self._by_code[code] for code in self._by_name.get(steps[-1], ())]
        found = [one for one in named if self._leads(steps[:-1], one)]
        if not found and len(steps) == 1:
            found = [one for one in self._by_code.values() if self.path(one, "") == said]
        fitting = [one for one in found if one.level in levels]
        return fitting or found

    def path(self, entry: RegionEntry, between: str = "/") -> str:
        """The way to the region from its township down: 城关街道/东街社区/东关家属院."""
        names: list[str] = []
        at: RegionEntry | None = entry
        while at is not None and (at.level is not Level.COUNTY or not names):
            names.append(at.name)
            at = self._by_code.get(at.parent)
        return between.join(reversed(names))

    def _leads(self, steps: list[str], entry: RegionEntry) -> bool:
        at = self._by_code.get(entry.parent)
        left = list(steps)
        while at is not None and left:
            if left[-1] in (at.name, at.code, *at.aliases):
                left.pop()
            at = self._by_code.get(at.parent)
        return not left
