"""What the bot may keep for later and tell together, and what it says at once (domain 3d).

Counted are the notices of how it goes, which a resident may get three times a day about one case.
Answers, results, apologies, questions, surveys and alarms are not: nobody waits for them in vain.
"""

from collections.abc import Sequence

from handlers.texts import render
from storage.tables.message import SEVERAL, OutboundMessage

NOTICES = frozenset(
    {
        "told.accepted_reporter",
        "told.scene_reporter",
        "told.whistled_reporter",
        "told.reported_in_reporter",
        "told.promised_reporter",
        "told.begun_reporter",
        "refusal.moved_reporter",
    }
)
"""How it goes. Newer ones make older ones needless, a result makes all of them so."""
FOR_ALL = frozenset({"digest.whole", "told.closed_staff", "told.closed_by_rule_staff"})
"""What everybody in a department's group may as well read: how things stand, and what is closed."""
RESULTS = frozenset(
    {
        "told.finished_reporter",
        "told.reopened_reporter",
        "told.reopened_others",
        "told.handed_off_reporter",
        "told.false_alarm_reporter",
        "told.not_true_reporter",
        "told.withdrawn_reporter",
    }
)
_ALONE = ("remind.survey", "survey.", "refusal.ask_reporter", "letter.")
_MOST_BUTTONS = 6

Buttons = list[dict[str, str]]


def may_wait_with_others(key: str) -> bool:
    """True of what can be told together with other things; what asks for an answer stands alone."""
    return not key.startswith(_ALONE)


def left(rows: Sequence[OutboundMessage]) -> list[OutboundMessage]:
    """Those worth saying: of notices about one case the newest of each kind, nothing twice."""
    newest = {_sameness(row): row for row in rows}
    return [row for row in rows if newest[_sameness(row)] is row]


def together(rows: Sequence[OutboundMessage]) -> str:
    """One message that says what these say: plain lines in a group, numbered ones to a person."""
    if len(rows) == 1:
        return rows[0].text
    if rows[0].audience == "group":
        return "\n".join(row.text for row in rows)
    apart = "\n\n" if any("\n" in row.text for row in rows) else "\n"
    lines = apart.join(f"{number}. {row.text}" for number, row in enumerate(rows, start=1))
    return render(SEVERAL, count=len(rows), lines=lines)


def buttons_of(rows: Sequence[OutboundMessage], numbers: dict[int | None, str]) -> Buttons:
    """The buttons of all; where they are of several cases, each names its own. None when too many."""
    is_one = len({row.case_id for row in rows}) == 1
    found: dict[str, str] = {}
    for row in rows:
        for button in (row.card or {}).get("buttons", []):
            name = "" if is_one else numbers.get(row.case_id, "")
            found[str(button["key"])] = f"{button['label']}{name}"
    if len(found) > _MOST_BUTTONS:
        return []
    return [{"key": key, "label": label} for key, label in found.items()]


def _sameness(row: OutboundMessage) -> tuple[int | None, str]:
    return (row.case_id, row.text_key if row.text_key in NOTICES else row.text)
