"""Reads the small XML documents of the platform, and refuses every other kind of XML."""

import re
from typing import Any
from xml.parsers import expat

from bot.channels.platform.fields import MAX_DEPTH, MAX_ELEMENTS, Fields, FieldsError

_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f]")
# (?>…) never looks past the first "]]>", so no field can swallow the next.
_FIELD = re.compile(rb"\s*<([A-Za-z_]\w*)>(?:(?><!\[CDATA\[(.*?)\]\]>)|([^<>&]*))</\1>", re.DOTALL)


def read_xml(document: bytes) -> Fields:
    """The fields of the document; raises FieldsError for anything the platform would not send."""
    usual = _usual(document)
    return Fields(usual if usual is not None else _carefully(document))


def _usual(document: bytes) -> dict[str, Any] | None:
    """The fields of a document in exactly the platform's own hand; None for every other.

    Nearly all are, and six fields are seen at a glance where a parser costs more than a signature.
    """
    if not document.startswith(b"<xml>") or _CONTROL.search(document):
        return None
    fields: dict[str, Any] = {}
    end = len(b"<xml>")
    while (found := _FIELD.match(document, end)) is not None:
        name, value = found[1].decode(), found[2] if found[2] is not None else found[3]
        if name in fields or len(fields) > MAX_ELEMENTS:
            return None
        fields[name] = _decoded(value)
        end = found.end()
    return fields if document[end:].strip() == b"</xml>" and None not in fields.values() else None


def _decoded(value: bytes) -> str | None:
    try:
        return value.decode().strip()
    except UnicodeDecodeError:
        return None


def _carefully(document: bytes) -> dict[str, Any]:
    """The fields of any document, as far as it is one.

    Expat is used directly, and not through wechatpy's xmltodict, because a stranger can send an
    envelope: here a DOCTYPE, a deep or a crowded document ends the reading where it stands.
    """
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(document, True)  # noqa: FBT003  (expat takes it by position only)
    except expat.ExpatError as error:
        raise FieldsError(f"not well-formed at byte {error.offset}") from None
    return reader.root


class _Reader:
    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self._elements = 0

    def doctype(self, *_: object) -> None:
        raise FieldsError("a document type declaration")

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._elements += 1
        if not self._open and name != "xml":
            raise FieldsError("the root is not <xml>")
        if len(self._open) >= MAX_DEPTH or self._elements > MAX_ELEMENTS:
            raise FieldsError("too deep or too many elements")
        self._open.append((name, {}, []))

    def characters(self, data: str) -> None:
        self._open[-1][2].append(data)

    def end(self, name: str) -> None:
        _, children, texts = self._open.pop()
        if not self._open:
            self.root = children
            return
        _add(self._open[-1][1], name, children or "".join(texts).strip())


def _add(siblings: dict[str, Any], name: str, value: dict[str, Any] | str) -> None:
    if name not in siblings:
        siblings[name] = value
    elif isinstance(siblings[name], list):
        siblings[name].append(value)
    else:
        siblings[name] = [siblings[name], value]
