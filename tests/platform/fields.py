"""XML as the platforms write it: texts in CDATA, numbers bare, lists as repeated elements."""

from collections.abc import Mapping
from xml.etree import ElementTree

Fields = Mapping[str, object]


def xml_of(fields: Fields) -> str:
    """The fields as one document named xml."""
    return f"<xml>{_inside(fields)}</xml>"


def fields_of(document: str) -> dict[str, str]:
    """The texts of a flat document; what is nested is named by its path, Image/MediaId."""
    root = ElementTree.fromstring(document)
    found: dict[str, str] = {}
    _collect(root, "", found)
    return found


def _collect(element: ElementTree.Element, path: str, found: dict[str, str]) -> None:
    for child in element:
        name = f"{path}{child.tag}"
        found[name] = child.text or ""
        _collect(child, f"{name}/", found)


def _inside(fields: Fields) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "".join(_element(name, one) for one in value)
    if isinstance(value, Mapping):
        return f"<{name}>{_inside(value)}</{name}>"
    if isinstance(value, str):
        safe = value.replace("]]>", "]]]]><![CDATA[>")
        return f"<{name}><![CDATA[{safe}]]></{name}>"
    return f"<{name}>{value}</{name}>"
