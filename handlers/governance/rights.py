"""Who may sign, void and draft a letter: persons with the right, never the bot."""

from collections.abc import Iterable

from handlers.directory import Directory
from handlers.permissions import COUNTY
from handlers.situation import Speaker
from storage.codes import LetterKind, LetterState, Role
from storage.tables.letter import Letter

SIGNERS = {
    # domain 2.5: a 督办单 and a 警示函 need a leader's name, a 提示函 the centre's
    LetterKind.REMINDER: COUNTY | {Role.LEADER},
    LetterKind.SUPERVISION: frozenset({Role.LEADER}),
    LetterKind.WARNING: frozenset({Role.LEADER}),
}
DRAFTERS = COUNTY | {Role.LEADER, Role.TOWNSHIP_DUTY}


def why_not_sign(speaker: Speaker, letter: Letter, directory: Directory) -> str:
    """The key of the sentence that says why the speaker cannot sign; empty when they can."""
    if letter.state is LetterState.VOID:
        return "letter.is_void"
    if letter.state is not LetterState.DRAFT:
        return "letter.is_signed"
    if not holds(speaker, letter, SIGNERS[letter.kind], directory):
        return f"letter.not_signer_{letter.kind.value}"
    if letter.drafter_id == speaker.id and letter.kind is not LetterKind.REMINDER:
        return "letter.own_draft"
    return ""


def why_not_void(speaker: Speaker, letter: Letter, directory: Directory) -> str:
    """The key of the sentence that says why the speaker cannot void it; empty when they can."""
    if letter.state is LetterState.VOID:
        return "letter.is_void"
    if letter.state is not LetterState.DRAFT:
        return "letter.is_signed"
    is_own = letter.drafter_id == speaker.id
    may = is_own or holds(speaker, letter, COUNTY | {Role.LEADER}, directory)
    return "" if may else f"letter.not_signer_{letter.kind.value}"


def holds(speaker: Speaker, letter: Letter, roles: Iterable[Role], directory: Directory) -> bool:
    """True when the speaker has one of these posts over the unit; nobody writes to themselves."""
    wanted = frozenset(roles)
    return any(p.role in wanted and p.region_id in _over(letter, directory) for p in speaker.posts)


def _over(letter: Letter, directory: Directory) -> frozenset[int | None]:
    """The regions above the unit: a township's own leader signs nothing to the township."""
    department = directory.department(letter.department_id)
    if department is not None:
        return frozenset(r.id for r in directory.lineage(department.region_id))
    return frozenset(r.id for r in directory.lineage(letter.region_id)[1:])
