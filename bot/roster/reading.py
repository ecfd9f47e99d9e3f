"""Rows of the five tables, as people wrote them, read into what they want of the roster."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.roster.choices import ENDED, EXAMPLE, IN_USE, LEVELS, meant, near, plain
from bot.roster.columns import Sheet
from bot.roster.faults import CellProblems
from bot.roster.regions import Regions
from bot.roster.rows import Said, aliases_of
from bot.roster.seated import Seated
from handlers.understanding.categories import Categories
from storage.codes import Level
from storage.county.known import Known
from storage.county.parts import CODE
from storage.county.plan import Wanted
from storage.county.values import RegionEntry, RosterEntry

_ORDER = (Level.TOWNSHIP, Level.VILLAGE, Level.GRID)
_LETTERS = {Level.TOWNSHIP: "T", Level.VILLAGE: "V", Level.GRID: "G"}


class Reading:
    """Reads rows; each fault is kept with its cell and does not stop the reading."""

    def __init__(self, known: Known, categories: Categories, problems: CellProblems) -> None:
        self.problems = problems
        self.examples = 0
        self._regions = Regions(known.file.regions)
        self._codes = {label.partition(" ")[2] for label in (*known.rows, *known.ended)}
        self._last: dict[str, int] = {}
        self._known = known
        self._seated = Seated(known, self._regions, categories, problems)

    def read(self, rows: Mapping[Sheet, list[Said]]) -> Wanted:
        """What all the rows want, so far as they can be read."""
        there: list[RosterEntry] = []
        ended: list[RosterEntry] = []
        for entry, is_ended in self._entries(rows):
            (ended if is_ended else there).append(entry)
        return Wanted(_once(there), _once(ended), self._seated.departments.renamed)

    def _entries(self, rows: Mapping[Sheet, list[Said]]) -> Iterator[tuple[RosterEntry, bool]]:
        live = {sheet: list(self._live(rows.get(sheet, []))) for sheet in Sheet}
        self._codes |= {row.text("code") for row, _ in live[Sheet.REGIONS]}
        yield from self._read_regions(live[Sheet.REGIONS])
        yield from self._seated.departments.read(live[Sheet.DEPARTMENTS], live[Sheet.DUTIES])
        yield from self._seated.people(live[Sheet.PEOPLE])
        yield from self._seated.groups(live[Sheet.GROUPS])

    def _live(self, rows: list[Said]) -> Iterator[tuple[Said, bool]]:
        """The rows that count, and whether each says that something has ended."""
        for row in rows:
            state = plain(row.text("state"))
            if state == EXAMPLE:
                self.examples += 1
            elif state in IN_USE or state in ENDED:
                yield row, state in ENDED
            else:
                said = f"不认识状态“{row.text('state')}”；空着就是在用，不用了写“结束”"
                self.problems.add(row.line, said, "state")

    # ---- regions ----

    def _read_regions(self, rows: list[tuple[Said, bool]]) -> Iterator[tuple[RosterEntry, bool]]:
        """Townships first, then villages, then grids: each stands on what is known by then."""
        levels = [(self._level(row), row, is_ended) for row, is_ended in rows]
        for level in _ORDER:
            for found, row, is_ended in levels:
                if found is level and (entry := self._region(level, row)) is not None:
                    self._regions.add(entry)
                    self._codes.add(entry.code)
                    yield entry, is_ended

    def _level(self, row: Said) -> Level | None:
        said = row.text("level")
        level = meant(said, LEVELS)
        if level is None:
            wrong = f"不认识级别“{said}”" if said else "没写级别"
            self.problems.add(row.line, f"{wrong}；{near(said, LEVELS)}", "level")
        return level

    def _region(self, level: Level, row: Said) -> RegionEntry | None:
        name, code = row.text("name"), row.text("code")
        if not name:
            self.problems.add(row.line, "没写名称", "name")
            return None
        if code and not CODE.fullmatch(code):
            self.problems.add(row.line, f"代码“{code}”只能用字母、数字、- 和 _，最长 32 位", "code")
            return None
        known = self._regions.coded(code) if code else None
        parent = self._parent(level, row, known)
        if parent is None:
            return None
        same = known or self._regions.under(parent, level, name)
        if same is not None and code and same.code != code:
            wrong = f"名册里的{name}代码是 {same.code}，这里写的是 {code}；请改成一样的，或空着"
            self.problems.add(row.line, wrong, "code")
            return None
        before = same or RegionEntry(code or self._free(level), level, name)
        return replace(
            before,
            name=name,
            level=level,
            parent=parent or before.parent,
            households=self._households(row, before),
            aliases=aliases_of(row, before.aliases),
            line=row.line,
        )

    def _parent(self, level: Level, row: Said, known: RegionEntry | None) -> str | None:
        """The code of the region above; empty where nothing is said and nothing is known."""
        said = row.text("parent")
        if level is Level.TOWNSHIP:
            return self._known.file.county.code
        if not said:
            if known is not None:
                return known.parent
            found = self._regions.under("", level, row.text("name"))
            return found.parent if found is not None else ""
        above = self._seated.one_region(row, "parent", (_ORDER[_ORDER.index(level) - 1],))
        return above.code if above is not None else None

    def _households(self, row: Said, before: RegionEntry) -> int:
        said = row.text("households")
        if not said:
            return before.households
        if not (said.isascii() and said.isdigit() and len(said) < 10):
            self.problems.add(row.line, f"户数要写整数，现在是“{said}”", "households")
            return before.households
        return int(said)

    def _free(self, level: Level) -> str:
        """A code of the usual form that nobody has: T16, V101, G788."""
        letter = _LETTERS[level]
        if letter not in self._last:
            codes = (code.removeprefix(letter) for code in self._codes if code.startswith(letter))
            taken = [int(one) for one in codes if one.isascii() and one.isdecimal()]
            self._last[letter] = max(taken, default=0)
        while f"{letter}{self._last[letter]}" in self._codes or not self._last[letter]:
            self._last[letter] += 1
        return f"{letter}{self._last[letter]}"


def _once(entries: list[RosterEntry]) -> tuple[RosterEntry, ...]:
    """A person with two posts stands in two rows and is one."""
    return tuple({(one.label, *_line(one)): one for one in entries}.values())


def _line(entry: RosterEntry) -> tuple[int, ...]:
    return () if entry.label.startswith("人员 ") else (entry.line,)
