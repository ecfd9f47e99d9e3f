"""Rows of departments and of what they answer for."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

from bot.roster.cells import flag_of, phone_of
from bot.roster.choices import KINDS, kind_in, meant, near
from bot.roster.faults import CellProblems
from bot.roster.rows import Said, aliases_of, several
from handlers.understanding.categories import Categories
from storage.county.known import Known
from storage.county.nodes import PHONE as ANY_PHONE
from storage.county.values import DepartmentEntry, RegionEntry, RosterEntry

Rows = Sequence[tuple[Said, bool]]
Found = Iterator[tuple[RosterEntry, bool]]
FindRegion = Callable[[Said, str], RegionEntry | None]
_KIND = re.compile(r"[a-z][a-z_]{0,31}")


class Departments:
    """Reads departments; `known` has those read so far, `renamed` the old names of some."""

    def __init__(
        self, known: Known, categories: Categories, problems: CellProblems, one_region: FindRegion
    ) -> None:
        self.known = {one.name: one for one in known.file.departments}
        self.renamed: dict[str, str] = {}
        self._county = known.file.county.code
        self._problems = problems
        self._one_region = one_region
        leaves = categories.leaves.values()
        self._leaves = {one.id: one.id for one in leaves}
        self._leaves |= {one.name: one.id for one in leaves}
        self._leaves |= {one.short_name: one.id for one in leaves}

    def read(self, rows: Rows, duties: Rows) -> Found:
        """Each department once, with what it answers for."""
        found: dict[str, tuple[DepartmentEntry, bool]] = {}
        for row, is_ended in rows:
            entry = self._department(row)
            if entry is not None and entry.name in found:
                self._problems.add(row.line, f"部门 {entry.name} 写了两次", "name")
            elif entry is not None:
                found[entry.name] = entry, is_ended
                self.known[entry.name] = entry
        for row, is_dropped in duties:
            amended = self._answering(row, is_dropped=is_dropped)
            if amended is not None:
                self.known[amended.name] = amended
                found[amended.name] = amended, found.get(amended.name, (amended, False))[1]
        yield from found.values()

    def _department(self, row: Said) -> DepartmentEntry | None:
        name = row.text("name")
        if not name:
            self._problems.add(row.line, "没写部门名称", "name")
            return None
        was = row.text("was")
        before = self.known.get(was or name) or DepartmentEntry(name, kind_in(name), self._county)
        if was and was != name and name not in self.known:
            self.renamed[name] = was
        region = self._one_region(row, "seat") if row.text("seat") else None
        return replace(
            before,
            name=name,
            kind=self._kind(row, before.kind),
            region=region.code if region is not None else before.region,
            aliases=aliases_of(row, before.aliases),
            on_desk=flag_of(self._problems, row, "on_desk", is_so=before.on_desk),
            phone=phone_of(self._problems, row, before.phone, ANY_PHONE),
            line=row.line,
        )

    def _kind(self, row: Said, before: str) -> str:
        said = row.text("kind")
        if not said:
            return before
        found = meant(said, KINDS) or (said if _KIND.fullmatch(said) else None)
        if found is None:
            self._problems.add(row.line, f"不认识种类“{said}”；{near(said, KINDS)}", "kind")
        return found or before

    def _answering(self, row: Said, *, is_dropped: bool) -> DepartmentEntry | None:
        name = row.text("department")
        before = self.known.get(name)
        if before is None:
            wrong = f"没有“{name}”这个部门，先写进“部门”表" if name else "没写部门"
            self._problems.add(row.line, wrong, "department")
            return None
        named = {self._leaf(row, said) for said in several(row.text("leaves"))} - {""}
        if not row.text("leaves"):
            self._problems.add(row.line, "没写事项", "leaves")
        kept = [one for one in before.responsibilities if one not in named]
        own = (
            kept
            if is_dropped
            else [*before.responsibilities, *sorted(named - {*before.responsibilities})]
        )
        return replace(before, responsibilities=tuple(own), line=before.line or row.line)

    def _leaf(self, row: Said, said: str) -> str:
        found = self._leaves.get(said)
        if found is None:
            close = get_close_matches(said, self._leaves, 1, 0.4)
            hint = f"，是不是想写“{close[0]}”" if close else "；事项的叫法见“说明”表"
            self._problems.add(row.line, f"事项类别里没有“{said}”{hint}", "leaves")
        return found or ""
