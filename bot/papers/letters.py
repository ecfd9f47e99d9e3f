"""A letter as a Word file: the form of its kind, filled with what was signed."""

import io
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from bot.papers.forms import GAPS, form_for
from bot.papers.placeholders import fill
from handlers.directory import Directory
from handlers.governance.forms import facts_of_letter
from handlers.policy import Policy
from handlers.texts import render
from handlers.wording import in_full
from storage.codes import LetterState
from storage.people import get_people
from storage.tables.letter import Letter


def letter_file(letter: Letter, facts: dict[str, str], folder: Path | None) -> bytes:
    """The letter as a .docx; raises TemplateError when its form cannot be used."""
    document = form_for(letter.kind, folder)
    fill(document, {gap: facts.get(name, "") for gap, name in GAPS.items()})
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def facts_now(
    session: Session, letter: Letter, directory: Directory, policy: Policy, now: datetime
) -> dict[str, str]:
    """What the form of a letter says as it stands: a draft says that nobody has signed it."""
    people = get_people(session, [i for i in (letter.signer_id, letter.receiver_id) if i])
    signer = people.get(letter.signer_id or 0)
    receiver = people.get(letter.receiver_id or 0)
    name = signer.name if signer is not None else render(f"letter_state.{letter.state.value}")
    facts = facts_of_letter(letter, name, letter.issued_at or now, directory, policy)
    received = ""
    if receiver is not None and letter.received_at is not None:
        received = f"{receiver.name} {in_full(letter.received_at)}"
    until = in_full(letter.reply_due_at) if letter.reply_due_at is not None else ""
    return {**facts, "until": until, "received": received, "reply": letter.reply}


def file_name(letter: Letter) -> str:
    """What the file is called where a browser saves it."""
    kind = render(f"letter_kind.{letter.kind.value}")
    draft = render("letter.file_draft") if letter.state is LetterState.DRAFT else ""
    return f"{kind}〔{letter.year}〕{letter.number}号{draft}.docx"
