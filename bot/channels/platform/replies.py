"""Writes the small XML documents that answer a callback."""

import re
from collections.abc import Mapping

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_xml(fields: Mapping[str, object]) -> str:
    """`<xml>` with these fields: text in CDATA, whole numbers bare, mappings inside, lists repeated.

    Raises TypeError for anything else.
    """
    return f"<xml>{_members(fields)}</xml>"


def passive_text(to: str, account: str, words: str, at: int) -> str:
    """The answer to a callback that says `words` to the one who wrote (被动回复)."""
    return to_xml(
        {
            "ToUserName": to,
            "FromUserName": account,
            "CreateTime": at,
            "MsgType": "text",
            "Content": words,
        }
    )


def _members(fields: Mapping[str, object]) -> str:
    return "".join(_member(name, value) for name, value in fields.items())


def _member(name: str, value: object) -> str:
    if isinstance(value, list | tuple):
        return "".join(_member(name, one) for one in value)
    return f"<{name}>{_content(value)}</{name}>"


def _content(value: object) -> str:
    match value:
        case str():
            # "]]>" would end the section early: it is cut in two.
            safe = _NOT_XML.sub("", value).replace("]]>", "]]]]><![CDATA[>")
            return f"<![CDATA[{safe}]]>"
        case int():
            return str(value)
        case Mapping():
            return _members(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no place in XML")
