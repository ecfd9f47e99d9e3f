"""What grid members, departments and duty officers say to the bot, and what becomes of it."""

import re
from collections.abc import Mapping

from handlers.dialogue import (
    alarmed,
    away,
    broadcasting,
    confidences,
    desk,
    in_hand,
    in_own_words,
    reporting,
    rounds,
    spot_asked,
    wordless,
)
from handlers.dialogue.commands import (
    Command,
    Do,
    begins_with_number,
    is_bare_yes,
    understand,
)
from handlers.dialogue.naming import meant_department
from handlers.dialogue.progress import NUMBERED
from handlers.dialogue.refusal_words import code_in
from handlers.dialogue.summing_up import summary
from handlers.dialogue.wished import WAITED_FOR, kind_of, move_of
from handlers.effects import Ask, Effect, Judge, Say
from handlers.intake import hearing
from handlers.lifecycle import moves, rulings, transitions
from handlers.situation import CaseView, Situation
from handlers.speech import ToPerson
from handlers.survey import beyond_law, errands
from handlers.texts import Text, render
from handlers.understanding import grounds
from handlers.understanding.reading import Intent, Reading
from storage.codes import CaseState, MessageKind, Move, RefusalCode

_NAMES = frozenset(
    {Do.WHISTLE, Do.REFUSE, Do.ADD_HELPER, Do.DROP_HELPER, Do.REASSIGN, Do.APPROVE_REFUSAL}
)
_BUTTON = re.compile(r"([a-z_]+):(\d+)")
_ENDED = re.compile(r"已(?:经)?.{0,4}(?:处理|修|换|清|疏通|恢复|断|关|灭|接|排除|解除)")
_STOP = re.compile(r"(?:取消|算了|先不|不办了)")


def decide(s: Situation, reading: Reading) -> list[Effect]:
    """The command is carried out, the report of a member of staff taken in, or help given."""
    first = reading.emergency is not None  # a life in danger outranks all else
    if (effects := broadcasting.decide(s, is_danger=first)) is not None:
        return effects  # a notice may warn of one
    if not first and (effects := desk.decide(s) or confidences.asked(s)) is not None:
        return effects
    if s.message.kind is MessageKind.BUTTON:
        return _button(s)
    if s.message.kind is not MessageKind.TEXT and not s.message.text:
        return wordless.of_staff(s)
    if (effects := _errand(s, reading)) is not None:
        return effects
    answered = None if _tells_another_danger(s, reading) else _answer(s)
    return answered or _spoken(s, reading)


def _errand(s: Situation, reading: Reading) -> list[Effect] | None:
    """What a call or a visit brought, or that the law forbids it; a life in danger comes first."""
    return None if reading.emergency is not None else errands.decide(s) or beyond_law.decide(s)


def _tells_another_danger(s: Situation, reading: Reading) -> bool:
    """True when a life is in danger; how a danger was ended is the answer that is waited for."""
    if reading.emergency is None or s.message.is_group or _ENDED.search(s.message.text):
        return False
    return s.named is None or not s.named.case.is_emergency


def _spoken(s: Situation, reading: Reading) -> list[Effect]:
    """A danger first; then a command; then a report, in groups a plain one: there staff talk shop."""
    if _is_danger_first(s, reading):
        return _residents_way(s, reading)
    command = understand(s.message.text)
    if (effects := away.told(s) or alarmed.answer(s, command)) is not None:
        return effects
    asked = spot_asked.answered(s, command) if spot_asked.may_be_asked(command) else []
    if command is None and asked:
        return [*asked, Judge(Intent.STAFF_TALK.value)]
    command = command or in_own_words.heard(s, reading)
    if command is not None:
        return [*carry_out(s, command), *asked]
    if reading.is_report and (not s.message.is_group or reporting.tells_plainly(s, reading)):
        return _residents_way(s, reading)
    return rounds.answered(s) or _not_understood(s)


def _is_danger_first(s: Situation, reading: Reading) -> bool:
    """True when a life is in danger, unless the words are about the alarm that is on.

    Among colleagues much is said of dangers that are being dealt with; a new one is still heard.
    """
    if reading.emergency is None:
        return False
    known = s.named or s.last_told
    if known is not None and known.case.is_emergency:
        is_same = s.named is not None or known.case.leaf == reading.emergency.leaf
        if is_same and understand(s.message.text) is not None:
            return False
    if not s.message.is_group:
        return True
    told_of = any(v.case.is_emergency for v in (known, *s.mine) if v is not None)
    return not (told_of or reading.is_unsure or _ENDED.search(s.message.text))


def carry_out(s: Situation, command: Command) -> list[Effect]:
    """What the command asks for; when the case is not clear, the number is asked for."""
    match command.do:
        case Do.HELP:
            return _say(s, Text(_help_key(s)), Intent.HELP)
        case Do.MY_TASKS:
            return _say(s, in_hand.tasks(s), Intent.HELP)
        case Do.SUMMARY:
            return _say(s, summary(s), Intent.HELP)
        case Do.WHY | Do.STATUS:
            return in_hand.about(s, why=command.do is Do.WHY)
        case _:
            return _move(s, command)


def _move(s: Situation, command: Command, *, is_answer: bool = False) -> list[Effect]:
    move = move_of(s, command.do)
    view, other = _both(s, move, command)
    if view is None and _is_shop_talk(s, command):
        return [Judge(Intent.STAFF_TALK.value)]
    if view is None:
        key = "staff.which" if len(s.mine) > 1 else "staff.no_task"
        text = Text(key, {"lines": in_hand.lines(s)}) if len(s.mine) > 1 else Text(key)
        return _say(s, text, Intent.STAFF_TALK)
    if move is Move.RESUME and view.case.state is not CaseState.SUSPENDED:
        move = Move.PROGRESS
    if move is Move.FINISH and _only_watches(s, view):
        move = Move.PROGRESS
    if move is Move.REASSIGN and rulings.pending(view) is not None:
        move = Move.APPROVE_REFUSAL
    department = meant_department(s, view, command.do) if command.do in _NAMES else None
    wish = moves.Wish(
        move,
        s.speaker,
        view,
        note=view.case.leaf if command.do is Do.RIGHT_CLASS else command.note,
        refusal_code=command.code,
        department_id=department.id if department else None,
        has_picture=_has_picture(s),
        other=other,
        as_helper=command.do is Do.ADD_HELPER,
        is_answer=is_answer,
    )
    judged = Intent.DEPT_ARGUMENT if move is Move.REFUSE else Intent.STAFF_TALK
    return [*moves.decide(wish, s.now, s.world), Judge(judged.value, view.id)]


def _is_shop_talk(s: Situation, command: Command) -> bool:
    """先去现场看看, among colleagues who have nothing in hand: it is not said to the bot."""
    return s.message.is_group and not s.mine and command.do in (Do.ACCEPT, Do.PROGRESS)


def _only_watches(s: Situation, view: CaseView) -> bool:
    """True of a grid member who has done what a department was whistled for: its lead hears of it."""
    if kind_of(s) != "grid":
        return False
    possible = moves.possible(s.speaker, view, s.world)
    return Move.PROGRESS in possible and Move.FINISH not in possible


def _both(s: Situation, move: Move, command: Command) -> tuple[CaseView | None, CaseView | None]:
    """The case a command is about, and the other one it names: "和#00005是一回事" names only that."""
    may_name_another = command.code is RefusalCode.R3 or move is Move.MERGE
    first_is_other = (
        may_name_another
        and s.also_named is None
        and s.message.kind is not MessageKind.BUTTON
        and not begins_with_number(s.message.text)
        and NUMBERED.search(s.message.text) is not None
    )
    if not first_is_other:
        return _meant(s, move), s.also_named
    known = [v for v in (s.last_told, *s.mine) if v is not None and v != s.named]
    return next(iter(known), None), s.named


def _button(s: Situation) -> list[Effect]:
    pressed = _BUTTON.fullmatch(str(s.message.data.get("key", "")))
    if pressed is None or pressed[1] not in set(Do) or s.named is None:
        return _say(s, Text("staff.button_unknown"), Intent.STAFF_TALK)
    return carry_out(s, Command(Do(pressed[1])))


def _answer(s: Situation) -> list[Effect] | None:
    """The words the bot asked for: how it was done, why it is handed back."""
    question = s.conversation.question or {}
    do = WAITED_FOR.get(str(question.get("kind")))
    if do is None or s.named is None:
        return None
    if _STOP.fullmatch(s.message.text.strip()):
        return [Ask(None), *_say(s, Text("staff.dropped"), Intent.STAFF_TALK)]
    other = understand(s.message.text)
    if other is not None and other.do in (Do.HELP, Do.MY_TASKS, Do.SUMMARY, Do.WHY, Do.STATUS):
        return None
    if other is not None and do is Do.REFUSE and _comes_after_all(s, other):
        return [Ask(None), *carry_out(s, other)]
    note = other.note if other is not None and other.do is do else s.message.text.strip()
    if do is not Do.REFUSE:
        return [Ask(None), *_move(s, Command(do, _with_what_was_said(question, do, note)))]
    code = code_in(s.message.text) or _code_asked(question.get("code"))
    if grounds.lacking(code, note):
        note = "；".join(filter(None, (str(question.get("words") or ""), note)))
    return [Ask(None), *_move(s, Command(do, note, code), is_answer=True)]


def _with_what_was_said(question: Mapping[str, object], do: Do, note: str) -> str:
    """The words that were not enough alone, and those that were asked for."""
    if do in (Do.EXTEND, Do.SUSPEND):
        return "\uff0c".join(filter(None, (str(question.get("said") or ""), note)))
    before = str(question.get("words") or "") if do is Do.FINISH else ""
    return note if before in note else f"{before}；{note}"


def _comes_after_all(s: Situation, other: Command) -> bool:
    """行吧 我们先派人过去看看: asked for grounds, the department gives none and reports in."""
    is_coming = other.do in (Do.REPORT_IN, Do.ACCEPT)
    return is_coming and kind_of(s) == "department" and code_in(s.message.text) is None


def _code_asked(code: object) -> RefusalCode | None:
    return RefusalCode(str(code)) if code else None


def _meant(s: Situation, move: Move) -> CaseView | None:
    """The case a command speaks of: the one named, else the one where the move is possible."""
    if s.named is not None:
        return s.named
    known = {v.id: v for v in (s.last_told, *s.mine) if v is not None}
    possible = [v for v in known.values() if transitions.find(v.case.state, move)]
    if kind_of(s) == "department":  # a consult's minutes were told of a case that is not its own
        possible = [v for v in possible if v in s.mine] or possible
    if s.last_told is not None and s.last_told in possible:
        return s.last_told
    if len(possible) == 1:
        return possible[0]
    only_one = s.mine[0] if len(s.mine) == 1 else None  # refused, it hears what is possible
    return (s.last_told or only_one) if not possible else None


def _not_understood(s: Situation) -> list[Effect]:
    """One to one everybody gets help; in a staff group the bot only answers what is meant for it."""
    if s.message.is_group and s.named is None and not is_bare_yes(s.message.text):
        return [Judge(Intent.STAFF_TALK.value)]
    if is_bare_yes(s.message.text):
        if s.last_told is None or s.message.is_group:
            return [Judge(Intent.STAFF_TALK.value)]
        said = Say(ToPerson(s.speaker.id), Text(f"staff.heard_{kind_of(s)}"), s.last_told.id)
        return [said, Judge(Intent.STAFF_TALK.value)]
    return _say(s, Text(_help_key(s)), Intent.STAFF_TALK)


def welcomed(s: Situation) -> list[Effect]:
    """Whoever opens the app for the first time reads what comes there, and how to answer."""
    how = render(_help_key(s))
    return _say(s, Text("staff.welcome", {"how": how}), Intent.GREETING)


def _residents_way(s: Situation, reading: Reading) -> list[Effect]:
    return hearing.decide(s, reading) or [Judge(Intent.STAFF_TALK.value)]


def _help_key(s: Situation) -> str:
    return f"staff.help_{kind_of(s)}"


def _has_picture(s: Situation) -> bool:
    pictures = (
        m for m in s.recent if m.kind is MessageKind.IMAGE and m.sender_id == s.message.sender_id
    )
    return s.message.kind is MessageKind.IMAGE or next(pictures, None) is not None


def _say(s: Situation, text: Text, intent: Intent) -> list[Effect]:
    return [Say(ToPerson(s.speaker.id), text), Judge(intent.value)]
