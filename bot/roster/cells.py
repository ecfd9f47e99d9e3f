"""Cells that hold a yes, a no, or a telephone."""

import re

from bot.roster.choices import NO, NOTHING, YES
from bot.roster.faults import CellProblems
from bot.roster.rows import Said


def flag_of(problems: CellProblems, row: Said, key: str, *, is_so: bool) -> bool:
    """What the cell says; an empty one leaves it as it is."""
    said = row.text(key)
    if said and said not in (*YES, *NO):
        problems.add(row.line, f"这里写“是”或“否”，现在是“{said}”", key)
    return is_so if not said else said in YES


def phone_of(problems: CellProblems, row: Said, before: str, form: re.Pattern[str]) -> str:
    """The telephone; an empty cell leaves it, “无” takes it away."""
    said = row.text("phone")
    if said in ("", NOTHING):
        return "" if said else before
    found = form.fullmatch(said)
    if found is None:
        problems.add(row.line, f"“{said}”不像电话；手机写11位数字，座机带区号", "phone")
        return before
    return found[1] if found.re.groups else said
