"""What people are told when a case is opened: tasks, notices, alarms."""

from handlers.effects import Effect, OpenTask, Say
from handlers.lifecycle.alarms import duty_chain
from handlers.lifecycle.notices import Voice, card, county_duty
from handlers.lifecycle.timing.deadlines import after, is_empty
from handlers.permissions import CIRCLES
from handlers.routing.assign import Assignment
from handlers.texts import render
from handlers.understanding.categories import Leaf, SelfHandling
from handlers.wording import when
from storage.codes import Role, TaskKind


def task_card(voice: Voice, owner: Assignment, key: str, *names: str) -> Say:
    """The owner's card; sent to the seat, so that whoever sits there when it arrives has it."""
    params = {"accept": _accept_words(voice), "tip": _tip(voice.facts.leaf)}
    shown = card(key, *names)
    held = voice.world.directory.responsible(owner.role, voice.facts.region_id, voice.now)
    if owner.person is None or owner.person in held[:1]:
        return voice.role(owner.role, f"card.{key}", shown, **params)
    return voice.person(owner.person.id or 0, f"card.{key}", shown, **params)


def _accept_words(voice: Voice) -> str:
    accept = voice.facts.leaf.accept
    if is_empty(accept):
        return render("card.accept_now")
    due = after(accept, voice.heard_at, voice.world.calendar)
    return render("card.accept_by", due=when(due, voice.now))


def _tip(leaf: Leaf) -> str:
    first = leaf.self_handling is SelfHandling.SECURE_FIRST
    return render("card.secure_first" if first else "card.try_first")


def early_notices(voice: Voice) -> list[Effect]:
    """An urgent matter that the grid tries first: township and lead department make ready."""
    lead = voice.route.lead
    effects: list[Effect] = []
    if not voice.facts.is_child:
        effects.append(voice.role(Role.TOWNSHIP_DUTY, "card.township_urgent", card("informed")))
    if lead is not None:
        effects.append(voice.department(lead.id or 0, "card.early_notice", card("early_notice")))
    return effects


def scene(voice: Voice) -> list[Effect]:
    """The grid member looks at the scene and makes it safe; the department does the work."""
    if voice.facts.is_child:
        return []
    return [voice.role(Role.GRID_MEMBER, "card.scene", card("scene", "accept", "not_true"))]


def alarm(voice: Voice) -> list[Effect]:
    """Everyone who must act on an emergency knows of it; of a confidential one only its circle."""
    return [*duty_chain.begun(voice), *child_officer(voice)]


def circle_cards(voice: Voice) -> list[Effect]:
    """The duty officers who may know of a confidential matter have its card."""
    shown = card("confidential", "progress", "hand_off")
    effects: list[Effect] = [voice.county("card.confidential", shown)]
    if Role.TOWNSHIP_DUTY in CIRCLES.get(voice.facts.leaf.id, ()):
        effects.append(voice.role(Role.TOWNSHIP_DUTY, "card.confidential", shown))
    return effects


def child_officer(voice: Voice) -> list[Effect]:
    """A child may be in danger: the child officer knows, and the police are phoned at once.

    Law on the Protection of Minors, art. 11.
    """
    if voice.facts.leaf.id != "child_protection":
        return []
    title = render("task_title.child_report")
    duty = county_duty(voice.world)
    return [
        voice.role(Role.CHILD_OFFICER, "card.child_officer", card("confidential", "progress")),
        OpenTask("child:{case_id}", TaskKind.PHONE_CALL, title, voice.facts.ref, duty),
    ]
