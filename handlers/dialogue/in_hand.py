"""What staff ask of the cases in their hands: which they are, how one stands, why it is theirs."""

from handlers.effects import Effect, Judge, RecordLook, Say
from handlers.governance.digests import mark
from handlers.permissions import is_hidden, roles_on
from handlers.situation import Situation
from handlers.speech import ToPerson
from handlers.texts import Text, render
from handlers.understanding.reading import Intent
from handlers.wording import number, when


def about(s: Situation, *, why: bool) -> list[Effect]:
    """How the case stands, or why it came to the speaker; of one that is not theirs nothing.

    A look at a confidential case is counted.
    """
    view = s.named or s.last_told
    if view is None:
        said = Say(ToPerson(s.speaker.id), Text("staff.no_task"))
        return [said, Judge(Intent.STAFF_TALK.value)]
    roles = roles_on(s.speaker, view, s.world.directory)
    if not roles:
        said = Say(ToPerson(s.speaker.id), Text("told.not_yours"), view.id)
        return [said, Judge(Intent.ASK_PROGRESS.value)]
    state = {"state": render(f"case_state.{view.case.state.value}")}
    reasons = {"reasons": "；".join(view.case.reasons)}
    text = Text("staff.why", reasons) if why else Text("staff.state", state)
    looked = [RecordLook(view.id, min(roles))] if is_hidden(view.case) else []
    said = Say(ToPerson(s.speaker.id), text, view.id)
    return [*looked, said, Judge(Intent.ASK_PROGRESS.value, view.id)]


def tasks(s: Situation) -> Text:
    """The cases on which the speaker owes a step."""
    told = lines(s)
    return Text("staff.my_tasks", {"lines": told}) if told else Text("staff.nothing_to_do")


def lines(s: Situation) -> str:
    """One line a case; among others those told in confidence are left out."""
    shown = (v for v in s.mine if not (s.message.is_group and is_hidden(v.case)))
    return "\n".join(
        render(
            "staff.task_line",
            number=number(v.case.number),
            title=v.case.title,
            place=v.case.place,
            state=render(f"case_state.{v.case.state.value}"),
            due=when(v.case.resolve_due_at, s.now) if v.case.resolve_due_at else "",
            mark=mark(v.case),
        )
        for v in shown
    )
