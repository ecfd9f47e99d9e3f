"""A matter that seems to be on another, legal way already: those on duty are asked to look (3b#6)."""

import re

from handlers.effects import Effect, Say
from handlers.intake.account import Account, region_of
from handlers.lifecycle.notices import card
from handlers.situation import Situation
from handlers.speech import ToRole
from handlers.texts import Text, render
from handlers.understanding.grounds import channel_in
from storage.codes import Role, Urgency

_UNDER_WAY = re.compile(
    r"(?:法院|仲裁(?:委|庭)?|法庭)[^,。;]{0,6}(?:判了?|立案|受理|开庭|裁决|裁了|执行|传票|驳回)"
    r"|判决(?:书)?[^,。;]{0,4}(?:下来|生效|出来|拿到|了)|(?:正在|已经?|都)(?:打着?官司|起诉|上诉|申请仲裁|申请复议|在复议)"
    r"|打(?:着|了)[^,。;]{0,6}官司|不服[^,。;]{0,8}(?:判决|裁决|处罚|裁定)|信访局[^,。;]{0,4}(?:受理|登记|转|在办)|信访(?:件|编号|答复)"
)


def another_way(s: Situation, account: Account) -> list[Effect]:
    """The township's duty officer is asked whether the matter must go the way it tells of.

    The case is handled like any other until a person says otherwise.
    """
    leaf = s.world.categories.leaf(account.lead.leaf)
    kept = leaf.is_private or leaf.is_confidential
    channel = channel_in(account.text) if _UNDER_WAY.search(account.text) else ""
    if not channel or kept or account.lead.urgency in (Urgency.U0, Urgency.U1):
        return []
    duty = ToRole(Role.TOWNSHIP_DUTY, region_of(s, account.lead.place))
    text = Text("guide.proposal", {"channel": render(f"guide.{channel}")})
    return [Say(duty, text, "case", card("check", "progress"))]
