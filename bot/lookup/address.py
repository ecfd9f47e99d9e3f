"""Where the residents' page is, as people are told."""

from bot.settings import Settings

PATH = "/progress"


def page_address(settings: Settings) -> str:
    """The page's address from outside; in a demo on this machine; else nothing."""
    if settings.web.public_url:
        return f"{settings.web.public_url.rstrip('/')}{PATH}"
    if settings.demo and settings.web.port:
        return f"http://{settings.web.host}:{settings.web.port}{PATH}"
    return ""
