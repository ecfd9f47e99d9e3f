"""Whether a card that was sent has served its turn, and what stands in place of its buttons."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handlers.dialogue.commands import Do
from handlers.dialogue.wished import MOVES
from handlers.lifecycle.transitions import OVER
from handlers.texts import render
from storage.codes import Move
from storage.tables.case import CaseEvent
from storage.tables.message import OutboundMessage

_BUTTON = re.compile(r"([a-z_]+):(\d{1,18})")
_GOES_ON = frozenset({Move.PROGRESS, Move.QUESTION})
"""What can be done again and again: the card stays."""
_OF_DEPARTMENT = "dept:"
_LONGEST = 10  # characters that have room on a button


@dataclass(frozen=True)
class Sent:
    """A card as it was sent: its row, and who may act in its place.

    `colleagues` are those of the department it was sent to; only what they do spends it.
    `names` are those of whoever did something, and empty for what is kept hidden.
    """

    row: OutboundMessage
    colleagues: frozenset[int] = frozenset()
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def wants(self) -> dict[int, frozenset[Move]]:
        """The moves its buttons offer, for each case."""
        found: dict[int, frozenset[Move]] = {}
        for button in (self.row.card or {}).get("buttons", ()):
            pressed = _BUTTON.fullmatch(str(button.get("key", "")))
            if pressed is not None and pressed[1] in set(Do):
                move = MOVES.get(Do(pressed[1]))
                offered = {move} - _GOES_ON if move else set()
                found[int(pressed[2])] = found.get(int(pressed[2]), frozenset()) | offered
        return found

    @property
    def department(self) -> str:
        """The department it was sent to; empty for a person or a seat."""
        audience = self.row.audience
        is_department = audience.startswith(_OF_DEPARTMENT)
        return audience.removeprefix(_OF_DEPARTMENT) if is_department else ""


def instead_of_buttons(sent: Sent, histories: Mapping[int, Sequence[CaseEvent]]) -> str | None:
    """What stands on the card when everything it offers is done: 已报到; None while it is needed."""
    found = [
        _ended(sent, histories.get(case_id, ()), moves) for case_id, moves in sent.wants.items()
    ]
    if not found or None in found:
        return None
    last = max((one for one in found if one is not None), key=lambda event: event.at)
    return _words(sent, last)


def _ended(sent: Sent, history: Sequence[CaseEvent], moves: frozenset[Move]) -> CaseEvent | None:
    """The first thing since the card was decided upon after which its buttons mean nothing."""
    since = (event for event in history if event.at > sent.row.created_at)
    return next((event for event in since if _ends(sent, event, moves)), None)


def _ends(sent: Sent, event: CaseEvent, moves: frozenset[Move]) -> bool:
    if event.to_state in OVER:
        return True
    # Two departments may be whistled for one matter: each reports in for itself.
    is_ours = not sent.department or event.actor_id in {sent.row.person_id, *sent.colleagues}
    return _did(event) in moves and is_ours


def _did(event: CaseEvent) -> Move:
    """The move; of a helper, whose doings move nothing, the move that it would have been."""
    return Move(str(event.data.get("did", event.move.value)))


def _words(sent: Sent, event: CaseEvent) -> str:
    offered = frozenset(move for moves in sent.wants.values() for move in moves)
    if _did(event) not in offered:
        return render("spent.over")
    done = render(f"move.{_did(event).value}")
    if event.actor_id == sent.row.person_id:
        return render("spent.own", move=done)
    name = sent.names.get(event.actor_id or 0, "")
    by = render("spent.by", name=name, move=done) if name else ""
    return by if 0 < len(by) <= _LONGEST else render("spent.other", move=done)
