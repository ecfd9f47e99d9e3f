"""Tries whether the application is the one of this secret, and may be called from here."""

from bot.channels.platform.api import Api


async def try_application(api: Api, agent_id: int, token: str) -> None:
    """The platform tells us about our application. Raises ApiError or SendLater."""
    await api.get("/cgi-bin/agent/get", {"agentid": str(agent_id), "access_token": token})
