"""Effects on letters and plans."""

from dataclasses import replace

from handlers.effects import DraftLetter, KeepPlan, MoveLetter, Say
from handlers.performing.on_talk import say
from handlers.performing.work import Work
from handlers.speech import Button, Card
from handlers.texts import Text
from handlers.wording import letter_name, letter_short
from storage import letters, plans
from storage.clock import CHINA
from storage.tables.letter import Letter
from storage.tables.plan import CasePlan


def draft_letter(work: Work, e: DraftLetter) -> None:
    """The letter has its number, and those who may sign it know; once for each key."""
    letter = letters.draft(
        work.session,
        Letter(
            county_id=work.county_id,
            key=e.key,
            kind=e.kind,
            year=work.now.astimezone(CHINA).year,
            rule=e.rule,
            case_id=e.case_id,
            department_id=e.department_id,
            region_id=e.region_id,
            reasons=list(e.reasons),
            data=dict(e.data),
            drafted_at=work.now,
            drafter_id=e.drafter_id,
        ),
    )
    if letter is not None:
        for one in e.told:
            say(work, _about(one, letter))


def move_letter(work: Work, e: MoveLetter) -> None:
    """The letter stands in its new state."""
    letter = letters.get_letter(work.session, e.letter_id)
    letter.state = e.to
    for name, value in e.changes.items():
        setattr(letter, name, value)
    work.session.add(letter)


def keep_plan(work: Work, e: KeepPlan) -> None:
    """The case has a new version of its plan, and names who answers for it."""
    case = work.case(e.case)
    case.leader_id, case.leader_name = e.leader_id, e.leader_name
    plans.append(
        work.session,
        CasePlan(
            county_id=work.county_id,
            case_id=case.id or 0,
            version=0,
            leader_id=e.leader_id,
            leader_name=e.leader_name,
            text=e.text,
            due_at=e.due_at,
            written_at=work.now,
            writer_id=work.cause.actor_id,
        ),
    )


def _about(one: Say, letter: Letter) -> Say:
    given = {"letter": letter_name(letter), "short": letter_short(letter)}
    text = Text(one.text.key, {**given, **one.text.params})
    return replace(one, text=text, card=_card(one.card, letter))


def _card(card: Card | None, letter: Letter) -> Card | None:
    if card is None:
        return None
    keyed = (Button(b.key.replace("{letter_id}", str(letter.id)), b.label) for b in card.buttons)
    return Card(card.title, tuple(keyed))
