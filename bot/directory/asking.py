"""What 企业微信 tells of the staff: whose number is whose, who is called so, who has left."""

from collections.abc import Sequence
from dataclasses import replace

from aiohttp import ClientSession

from bot.channels.platform.api import Api
from bot.channels.platform.caller import Caller
from bot.channels.platform.errcodes import WECOM
from bot.channels.platform.tokens import CorpToken, Tokens
from bot.channels.wecom.members import Members, MembersError
from bot.channels.wecom.settings import WeComSettings
from bot.directory.errors import DirectoryError
from bot.directory.plan import Told, by_name
from storage.clock import SystemClock
from storage.db import Database
from storage.staff import StaffMember


async def ask_platform(
    settings: WeComSettings, db: Database, known: Sequence[StaffMember]
) -> list[Told]:
    """What the platform tells of the staff. Raises DirectoryError when it does not answer."""
    async with ClientSession() as session:
        api = Api(settings.api_base, session)
        source = CorpToken(api, settings.corp_id, settings.secret)
        members = Members(Caller(api, Tokens(source, db, SystemClock()), WECOM))
        try:
            return await ask(members, known)
        except MembersError as error:
            raise DirectoryError([f"企业微信没有答上来：{error}"]) from None


async def ask(members: Members, known: Sequence[StaffMember]) -> list[Told]:
    """What the platform tells of the staff. Raises MembersError.

    Numbers are asked first, one by one; wrong ones are counted against us, so nobody's is asked
    who has an account. Whom no number finds is looked for by name and unit.
    """
    told = await _gone(members, known)
    for one in known:
        if one.phone and not one.user_id:
            user_id = await members.find_by_phone(one.phone)
            told += [Told(one.person_id, user_id)] if user_id else []
    found = {one.person_id: one.user_id or "" for one in told}
    # The accounts just found are nobody else's.
    then = [replace(one, user_id=found.get(one.person_id) or one.user_id) for one in known]
    if all(one.user_id for one in then):
        return told
    return told + by_name(then, await members.list_seen())


async def _gone(members: Members, known: Sequence[StaffMember]) -> list[Told]:
    return [
        Told(one.person_id, has_left=True)
        for one in known
        if one.user_id and await members.has_left(one.user_id)
    ]
