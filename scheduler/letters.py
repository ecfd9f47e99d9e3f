"""Reminds a unit of a letter that was not received or not answered (domain 3d)."""

from handlers.effects import Effect, OpenTask, Say, StartTimer
from handlers.governance.letter_moves import addressees, receipt_card, subject_of
from handlers.governance.units import unit_of_letter
from handlers.lifecycle.notices import county_duty
from handlers.lifecycle.timing.deadlines import not_before
from handlers.situation import LetterSituation
from handlers.speech import Card, ToPerson
from handlers.texts import Text, render
from handlers.wording import letter_name, letter_short, when
from storage.codes import LetterState, TaskKind, TimerKind
from storage.tables.timer import Timer

ROUNDS = 3  # then somebody telephones


def letter_receipt(situation: LetterSituation, _timer: Timer) -> list[Effect]:
    """Nobody in the unit has said that the letter arrived: they are asked once more."""
    if situation.letter.state is not LetterState.ISSUED:
        return []
    return _to_unit(situation, "letter.remind_receipt", receipt_card(situation.letter))


def letter_reply(situation: LetterSituation, timer: Timer) -> list[Effect]:
    """The answer is overdue: the unit is reminded, the centre knows, and again next working day.

    After three times somebody is to telephone: a letter is never forgotten.
    """
    letter = situation.letter
    if letter.state not in (LetterState.ISSUED, LetterState.RECEIVED):
        return []
    again = int(timer.data.get("round", 1))
    effects = [*_to_unit(situation, "letter.remind_reply", None), _centre(situation)]
    if again >= ROUNDS:
        unit = unit_of_letter(letter, situation.world.directory).name
        title = render("task_title.letter_call", letter=letter_name(letter), unit=unit)
        task = OpenTask(
            f"letter_call:{letter.id}",
            TaskKind.PHONE_CALL,
            title,
            letter.case_id,
            county_duty(situation.world),
        )
        return [*effects, task]
    due = situation.world.calendar.add_workdays(situation.now, 1)
    data = {"letter_id": letter.id, "round": again + 1}
    next_time = StartTimer(TimerKind.LETTER_REPLY, due, subject=subject_of(letter), data=data)
    return [*effects, next_time]


def _to_unit(situation: LetterSituation, key: str, card: Card | None) -> list[Effect]:
    people = addressees(situation.letter, situation.view, situation.now, situation.world)
    held = not_before(situation.now, situation.world.policy, urgent=False)
    text, case_id = _text(situation, key), situation.letter.case_id
    return [Say(ToPerson(p.id or 0), text, case_id, card, not_before=held) for p in people]


def _centre(situation: LetterSituation) -> Effect:
    text = _text(situation, "letter.overdue_centre")
    return Say(county_duty(situation.world), text, situation.letter.case_id)


def _text(situation: LetterSituation, key: str) -> Text:
    letter = situation.letter
    until = letter.reply_due_at
    return Text(
        key,
        {
            "letter": letter_name(letter),
            "short": letter_short(letter),
            "unit": unit_of_letter(letter, situation.world.directory).name,
            "until": when(until, situation.now) if until is not None else "",
        },
    )


DECISIONS = {TimerKind.LETTER_RECEIPT: letter_receipt, TimerKind.LETTER_REPLY: letter_reply}
"""What each timer of a letter leads to."""
