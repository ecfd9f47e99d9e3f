"""The console: pages for those who work at a screen, behind a sign-in, by the rights of the chat.

A page is a room of its own with a template; `rooms.py` names them, `addresses.py` gathers them,
`door.py` says who comes in. What is done on a page goes the way of a message (`handlers/click.py`).
"""
