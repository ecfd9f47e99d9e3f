"""What people do with letters: sign, void, acknowledge, answer (domain 2.5: a person signs)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.effects import (
    Effect,
    LetterChanges,
    MoveLetter,
    Note,
    OpenTask,
    Say,
    StartTimer,
    StopTimers,
)
from handlers.governance.forms import body_of, facts_of_letter, reply_days
from handlers.governance.rights import DRAFTERS, why_not_sign, why_not_void
from handlers.governance.units import recipients, speaks_for, unit_of_letter
from handlers.lifecycle.notices import county_duty
from handlers.lifecycle.timing.deadlines import not_before
from handlers.permissions import COUNTY, avoided
from handlers.situation import CaseView, Speaker, World
from handlers.speech import Button, Card, ToPerson
from handlers.texts import Text, render
from handlers.wording import in_full, letter_name, letter_short, when
from storage.codes import LetterState, TaskKind, TimerKind
from storage.tables.letter import Letter
from storage.tables.person import Person

RECEIPT_WITHIN = timedelta(hours=4)  # working hours; then the clerk is asked once more
SHORTEST_REPLY = 10


@dataclass(frozen=True)
class LetterStep:
    """Somebody wants something done with a letter, now."""

    speaker: Speaker
    letter: Letter
    view: CaseView | None
    now: datetime
    world: World

    @property
    def unit(self) -> str:
        """The name of the unit the letter is addressed to."""
        return unit_of_letter(self.letter, self.world.directory).name

    def answer(self, key: str, **params: object) -> Say:
        """A reply to the speaker."""
        return Say(ToPerson(self.speaker.id), self.text(key, **params), self.letter.case_id)

    def text(self, key: str, **params: object) -> Text:
        """A sentence about this letter."""
        named = {"letter": letter_name(self.letter), "short": letter_short(self.letter)}
        return Text(key, {**named, "unit": self.unit, **params})

    def moved(self, to: LetterState, changes: LetterChanges) -> MoveLetter:
        """The letter goes on."""
        return MoveLetter(self.letter.id or 0, to, changes)

    def noted(self, key: str, **params: object) -> list[Effect]:
        """The history of the letter's case says so."""
        if self.letter.case_id is None:
            return []
        line = render(key, letter=letter_name(self.letter), unit=self.unit, **params)
        return [Note(self.letter.case_id, line)]

    def centre(self, key: str, **params: object) -> list[Effect]:
        """The centre knows, unless it was the one who spoke."""
        if self.speaker.roles() & COUNTY:
            return []
        return [Say(county_duty(self.world), self.text(key, **params), self.letter.case_id)]


def sign(step: LetterStep) -> list[Effect]:
    """The letter is issued under the speaker's name, and on its way to the unit's people."""
    refusal = why_not_sign(step.speaker, step.letter, step.world.directory)
    if refusal:
        return [step.answer(refusal)]
    days = reply_days(step.letter, step.world.policy)
    until = step.world.calendar.add_workdays(step.now, days)
    signer = step.speaker.person.name
    directory, policy = step.world.directory, step.world.policy
    facts = facts_of_letter(step.letter, signer, step.now, directory, policy)
    facts["until"] = in_full(until)
    changes: LetterChanges = {
        "signer_id": step.speaker.id,
        "issued_at": step.now,
        "reply_due_at": until,
        "body": body_of(step.letter, facts),
    }
    return [
        step.moved(LetterState.ISSUED, changes),
        *_clocks(step, until),
        *_sent(step, changes["body"]),
        *step.noted("letter.noted_issued", signer=signer, until=facts["until"]),
        *step.centre("letter.issued_centre", signer=signer, until=when(until, step.now)),
    ]


def _clocks(step: LetterStep, until: datetime) -> list[Effect]:
    subject, data = subject_of(step.letter), {"letter_id": step.letter.id, "round": 1}
    receipt = step.world.calendar.add_working(step.now, RECEIPT_WITHIN)
    return [
        StartTimer(TimerKind.LETTER_RECEIPT, receipt, subject=subject, data=data),
        StartTimer(TimerKind.LETTER_REPLY, until, subject=subject, data=data),
    ]


def _sent(step: LetterStep, body: str) -> list[Effect]:
    people = addressees(step.letter, step.view, step.now, step.world)
    if not people:
        title = render("task_title.deliver_letter", letter=letter_name(step.letter), unit=step.unit)
        task = OpenTask(f"letter:{step.letter.id}", TaskKind.DELIVERY, title)
        return [task, step.answer("letter.nobody_there")]
    held = not_before(step.now, step.world.policy, urgent=False)
    text, shown = step.text("letter.sent", body=body), receipt_card(step.letter)
    told: list[Effect] = [
        Say(ToPerson(p.id or 0), text, step.letter.case_id, shown, not_before=held) for p in people
    ]
    names = "、".join(p.name for p in people)
    return [*told, step.answer("letter.issued", names=names, until=when(until_of(step), step.now))]


def until_of(step: LetterStep) -> datetime:
    """Until when the letter is to be answered, as it stands or as it would be signed now."""
    days = reply_days(step.letter, step.world.policy)
    return step.letter.reply_due_at or step.world.calendar.add_workdays(step.now, days)


def addressees(
    letter: Letter, view: CaseView | None, now: datetime, world: World
) -> tuple[Person, ...]:
    """The unit's clerk and leader, but never one the case complains of."""
    kept = avoided(view.case) if view is not None else frozenset()
    return tuple(p for p in recipients(letter, world.directory, now) if p.id not in kept)


def receipt_card(letter: Letter) -> Card:
    """The letter's card: one button says that it has arrived."""
    button = Button(f"letter:receive:{letter.id}", render("letter.button_receive"))
    return Card(Text(f"letter_kind.{letter.kind.value}"), (button,))


def subject_of(letter: Letter) -> str:
    """Under which subject the letter's timers stand."""
    return f"letter:{letter.id}"


def void(step: LetterStep, reason: str) -> list[Effect]:
    """The draft is void; its number stays in the ledger with the reason."""
    refusal = why_not_void(step.speaker, step.letter, step.world.directory)
    if refusal:
        return [step.answer(refusal)]
    if not reason:
        return [step.answer("letter.ask_void_reason")]
    changes: LetterChanges = {"voided_at": step.now, "void_reason": reason}
    return [
        step.moved(LetterState.VOID, changes),
        step.answer("letter.voided"),
        *step.noted("letter.noted_void", reason=reason),
        *step.centre("letter.voided_centre", reason=reason),
    ]


def receive(step: LetterStep) -> list[Effect]:
    """The unit has the letter; that it was received is no answer yet."""
    refusal = _not_ours(step)
    if refusal:
        return [step.answer(refusal)]
    until = when(until_of(step), step.now)
    if step.letter.state is not LetterState.ISSUED:
        return [step.answer("letter.received_already", until=until)]
    changes: LetterChanges = {"received_at": step.now, "receiver_id": step.speaker.id}
    name = step.speaker.person.name
    return [
        step.moved(LetterState.RECEIVED, changes),
        StopTimers(subject=subject_of(step.letter), kinds=(TimerKind.LETTER_RECEIPT,)),
        step.answer("letter.received", until=until),
        *step.noted("letter.noted_received", name=name),
        *step.centre("letter.received_centre", name=name),
    ]


def reply(step: LetterStep, words: str) -> list[Effect]:
    """The unit has answered; centre and signer read it, and the clocks stop."""
    refusal = _not_ours(step)
    if refusal:
        return [step.answer(refusal)]
    if len(words) < SHORTEST_REPLY:
        return [step.answer(f"letter.ask_reply_{step.letter.kind.value}")]
    said = "\n".join(filter(None, (step.letter.reply, words)))
    changes: LetterChanges = {
        "replied_at": step.letter.replied_at or step.now,
        "replier_id": step.speaker.id,
        "received_at": step.letter.received_at or step.now,
        "receiver_id": step.letter.receiver_id or step.speaker.id,
        "reply": said,
    }
    heard = step.text("letter.replied_told", words=words)
    held = not_before(step.now, step.world.policy, urgent=False)
    return [
        step.moved(LetterState.REPLIED, changes),
        StopTimers(subject=subject_of(step.letter)),
        step.answer("letter.replied"),
        *step.noted("letter.noted_replied", words=words),
        Say(county_duty(step.world), heard, step.letter.case_id),
        *(Say(ToPerson(p), heard, step.letter.case_id, not_before=held) for p in _signer(step)),
    ]


def _signer(step: LetterStep) -> list[int]:
    """The leader who signed; the centre has heard already."""
    signer = step.letter.signer_id
    roles = {p.role for p in step.world.directory.posts_of(signer)}
    return [signer] if signer is not None and not roles & COUNTY else []


def _not_ours(step: LetterStep) -> str:
    """Why the speaker cannot answer for the unit; empty when they can."""
    if not speaks_for(step.speaker, step.letter):
        return "letter.not_yours"
    is_sent = step.letter.state not in (LetterState.DRAFT, LetterState.VOID)
    return "" if is_sent else "letter.not_yours"


def show(step: LetterStep) -> list[Effect]:
    """How the letter stands, for whoever wrote, signs or received it."""
    is_own = step.speaker.id in (step.letter.signer_id, step.letter.drafter_id)
    may_see = is_own or step.speaker.roles() & DRAFTERS or not _not_ours(step)
    if not may_see:
        return [step.answer("letter.not_yours")]
    state = render(f"letter_state.{step.letter.state.value}")
    reasons = "；".join(step.letter.reasons)
    return [step.answer("letter.shown", state=state, reasons=reasons)]
