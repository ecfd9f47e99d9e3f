"""The console: cases with their deadlines and history, and what went wrong, for those in charge.

There is no sign-in yet, so it may only be mounted where everything shown is invented: in the
demo. What is confidential is hidden from every reader all the same.
"""

from bot.console.pages import routes

__all__ = ["routes"]
