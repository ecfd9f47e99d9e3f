"""A language model is asked what unsure words may be about, where the county wants that."""

from collections.abc import Iterator

from handlers.effects import AskModel, Effect, OpenTask, Say
from handlers.intake.account import Account, region_of
from handlers.intake.veiling import veil
from handlers.situation import Situation
from handlers.speech import ToRole
from handlers.texts import Text, render
from handlers.understanding.categories import Leaf
from handlers.understanding.masking import mask
from storage.codes import Role, TaskKind
from storage.tables.conversation import Draft

_FEWEST_LETTERS = 6  # of less nobody can tell what it is about


def may_ask(s: Situation, draft: Draft, account: Account) -> bool:
    """True when the model may be asked about the draft: once, and never about private matters."""
    if not s.world.policy.asks_language_model or draft.consulted is not None:
        return False
    if len(account.text) < _FEWEST_LETTERS:
        return False
    thought_of = _thought_of(s, account)
    return not any(leaf.is_private or leaf.is_confidential for leaf in thought_of)


def ask(s: Situation, draft: Draft, account: Account) -> AskModel:
    """The question: the words without names and numbers, and the leaves they may belong to."""
    return AskModel(
        draft.id or 0,
        f"draft:{draft.conversation_id}:{draft.person_id}",
        veil(s, account.text),
        tuple((leaf.id, leaf.name) for leaf in _offered(s, account)),
        account.message_ids[-1],
    )


def looked_at(s: Situation, account: Account, leaf: Leaf | None) -> list[Effect]:
    """A vote for an emergency raises no alarm: the county's duty officer looks at the words."""
    if leaf is None or not leaf.is_emergency:
        return []
    words = mask(account.text)[:60]
    region = s.world.directory.region(region_of(s, account.lead.place))
    where = region.name if region else s.world.directory.county.name
    params = {"words": words, "where": where, "name": leaf.name}
    to = ToRole(Role.COUNTY_DUTY, s.world.directory.top.id)
    title = render("task.look_at_words", words=words, name=leaf.name)
    return [
        Say(to, Text("intake.look_at_words", params), urgent=True),
        OpenTask(f"look:{account.message_ids[-1]}", TaskKind.TRIAGE, title, to=to),
    ]


def _offered(s: Situation, account: Account) -> list[Leaf]:
    """What the reader thought of, else all; and the emergencies, so that none is overlooked."""
    categories = s.world.categories
    thought_of = {leaf.id: leaf for leaf in _thought_of(s, account)}
    chosen = thought_of if account.lead.others else categories.leaves
    alarms = {leaf.id: leaf for leaf in categories.leaves.values() if leaf.is_emergency}
    return [leaf for leaf in {**chosen, **alarms}.values() if not leaf.is_private]


def _thought_of(s: Situation, account: Account) -> Iterator[Leaf]:
    leaves = s.world.categories.leaves
    for matter in account.reading.matters:
        for leaf_id in (matter.leaf, *(other for other, _ in matter.others)):
            if leaf_id in leaves:
                yield leaves[leaf_id]
