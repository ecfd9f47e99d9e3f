"""What a template card must have, and what of it a person can read.

Texts beyond their length are cut, lists beyond theirs are refused. A notice needs `card_action`
(42045); a card that can be pressed needs a `task_id` of its own and buttons with keys of their own.
"""

from collections.abc import Iterator
from typing import Any

from tests.platform.reading import TASK_ID, Json, listed, number, part, short, words
from tests.platform.refusals import RefusedError

NOTICES = ("text_notice", "news_notice")
PRESSED = ("button_interaction", "vote_interaction", "multiple_interaction")
KEY_BYTES = 1024


def read_card(card: Json, kinds: tuple[str, ...] = (*NOTICES, *PRESSED)) -> str:
    """Everything that can be read of the card; raises RefusedError."""
    kind = card.get("card_type")
    if kind not in kinds:
        raise RefusedError(40008, "invalid card_type")
    _check_task(card, is_needed=kind in PRESSED)
    return "\n".join(line for line in (*_head(card), *_body(card, str(kind))) if line)


def keys_of(card: Json) -> list[str]:
    """The keys of everything on the card that can be pressed."""
    buttons = [*card.get("button_list", []), *card.get("action_menu", {}).get("action_list", [])]
    if "submit_button" in card:
        buttons.append(card["submit_button"])
    return [one["key"] for one in buttons if "key" in one]


def _check_task(card: Json, *, is_needed: bool) -> None:
    task = card.get("task_id")
    if task is None and not is_needed:
        return
    if not isinstance(task, str) or not TASK_ID.fullmatch(task):
        raise RefusedError(41016, "invalid task_id")


def _head(card: Json) -> Iterator[str]:
    yield short(card.get("source", {}), "desc", 13)
    title = card.get("main_title", {})
    yield short(title, "title", 26)
    yield short(title, "desc", 30)
    yield short(card, "sub_title_text", 112)
    if not title.get("title") and not card.get("sub_title_text"):
        raise RefusedError(41016, "main_title.title or sub_title_text must be there")
    quote = card.get("quote_area", {})
    yield short(quote, "title", 26)
    yield short(quote, "quote_text", 200)
    for row in listed(card, "horizontal_content_list", 6, 0):
        yield _row(row)
    for jump in listed(card, "jump_list", 3, 0):
        yield words(jump, "title", 256)[:13]
        _check_link(jump)


def _row(row: Json) -> str:
    name = words(row, "keyname", 64)[:5]
    if row.get("type") == 1:
        words(row, "url", 2048)
    if row.get("type") == 3:
        words(row, "userid", 64)
    return f"{name} {short(row, 'value', 26)}"


def _check_link(given: Json) -> None:
    if given.get("type") == 1:
        words(given, "url", 2048)
    if given.get("type") == 2:
        words(given, "appid", 64)


def _body(card: Json, kind: str) -> Iterator[str]:
    if kind in NOTICES:
        yield from _notice(card, kind)
    elif kind == "button_interaction":
        yield from _buttons(card)
    elif kind == "vote_interaction":
        yield from _choices(part(card, "checkbox"), 20, 11)
        yield _button(part(card, "submit_button"))
    else:
        for one in listed(card, "select_list", 3):
            yield from _choices(one, 10, 10)
        yield _button(part(card, "submit_button"))
    if kind not in {"vote_interaction", "multiple_interaction"} and "action_menu" in card:
        for one in listed(part(card, "action_menu"), "action_list", 3):
            yield _button(one)


def _notice(card: Json, kind: str) -> Iterator[str]:
    action = card.get("card_action")
    if not isinstance(action, dict) or action.get("type") not in {1, 2}:
        raise RefusedError(42045, "card_action missing")
    _check_link(action)
    if kind == "text_notice":
        emphasis = card.get("emphasis_content", {})
        yield short(emphasis, "title", 10)
        yield short(emphasis, "desc", 15)
        return
    if "card_image" not in card and "image_text_area" not in card:
        raise RefusedError(41016, "card_image or image_text_area must be there")
    for row in listed(card, "vertical_content_list", 4, 0):
        yield words(row, "title", 256)[:26]


def _buttons(card: Json) -> Iterator[str]:
    if "button_selection" in card:
        yield from _choices(part(card, "button_selection"), 10, 10)
    buttons = listed(card, "button_list", 6)
    for one in buttons:
        yield _button(one)
    keys = [one.get("key") for one in buttons if one.get("type") != 1]
    if len(set(keys)) != len(keys):
        raise RefusedError(41016, "button keys must differ")


def _button(button: Json) -> str:
    if button.get("type") == 1:
        words(button, "url", 2048)
    else:
        words(button, "key", KEY_BYTES)
    if "style" in button:
        number(button, "style", range(1, 5))
    return words(button, "text", 256)[:10]


def _choices(given: Json, most: int, letters: int) -> Iterator[str]:
    words(given, "question_key", KEY_BYTES)
    yield short(given, "title", 13)
    options: list[Any] = listed(given, "option_list", most)
    for one in options:
        words(one, "id", 128)
        yield words(one, "text", 256)[:letters]
