"""Tries whether the account may be called with its token."""

from bot.channels.platform.api import Api


async def try_account(api: Api, token: str) -> None:
    """The platform tells us where it calls from. Raises ApiError or SendLater."""
    await api.get("/cgi-bin/getcallbackip", {"access_token": token})
