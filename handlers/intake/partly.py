"""Of several things told at once one is called off: 快递的事不用管了; the others go on."""

import re

from handlers.effects import AddReport, Effect, Judge, Note, Say
from handlers.intake.account import here
from handlers.lifecycle import moves
from handlers.situation import CaseView, Situation
from handlers.texts import Text
from handlers.understanding.masking import mask
from handlers.understanding.normalise import normalise
from handlers.understanding.reading import Intent
from storage.codes import FINAL_STATES, Move, ReportKind, Role

_NAMED = re.compile(
    r"^\W*(?:那个|那|这个|就)?(?P<thing>[^,。!? ]{1,8}?)(?:的事儿?|那个事|那事儿?|这事儿?|的问题|那个|那件|这个|这件|那条|就|已经|都|给|不用|不要|甭|别|好了|清了|修好|弄好|没事)"
)
_AND = "、"  # between the names in a title
_FEWEST = 2  # letters of a thing's name


def one_of_several(s: Situation, own: CaseView) -> list[Effect] | None:
    """The child that the words name is withdrawn, or the parent's part noted; None where all is meant."""
    named = _NAMED.match(normalise(s.message.text).plain)
    children = _children(s, own)
    if named is None or len(named["thing"]) < _FEWEST or not _are_several(own, children):
        return None
    meant = [child for child in children if named["thing"] in child.case.summary]
    if meant:
        judged = Judge(Intent.RETRACT.value, own.id)
        return [one for child in meant for one in _withdrawn(s, child)] + [judged]
    return _noted(s, own) if named["thing"] in own.case.summary else None


def _children(s: Situation, own: CaseView) -> list[CaseView]:
    known = {view.id: view for view in (*s.nearby, *s.mine)}
    mine = (v for v in known.values() if v.case.parent_id == own.id)
    return [v for v in mine if v.case.state not in FINAL_STATES]


def _are_several(own: CaseView, children: list[CaseView]) -> bool:
    return bool(children) or _AND in own.case.title


def _withdrawn(s: Situation, child: CaseView) -> list[Effect]:
    wish = moves.Wish(Move.WITHDRAW, s.speaker, child, note=s.message.text)
    return moves.decide(wish, s.now, s.world)


def _noted(s: Situation, own: CaseView) -> list[Effect]:
    ids = (s.message.id or 0,)
    said = [] if s.group is not None else [Say(here(s), Text("intake.supplemented"), own.id)]
    return [
        AddReport(own.id, s.speaker.id, ReportKind.SUPPLEMENT, ids, s.message.text),
        Note(own.id, mask(s.message.text), Role.RESIDENT),
        *said,
        Judge(Intent.SUPPLEMENT.value, own.id),
    ]
