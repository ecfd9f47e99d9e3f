"""Where a page leads on to: always another page of the console."""


def after(path: str) -> str:
    """The path when it is a page of the console, else the queue: never another site."""
    is_ours = path.startswith("/console/") and "\\" not in path and "//" not in path
    return path if is_ours and path.isprintable() else "/console/"


def told(path: str, click_id: int | None) -> str:
    """The same page, which will tell what came of the click."""
    return f"{path}{'&' if '?' in path else '?'}done={click_id}"
