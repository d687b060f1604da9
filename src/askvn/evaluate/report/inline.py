"""An SVG document of matplotlib made a part of a page: themed, labelled, without ids to clash."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from askvn.evaluate.report.palette import LIGHT

_SPACE = "http://www.w3.org/2000/svg"
_VARIABLES = {colour: f"var(--{role})" for role, colour in LIGHT.items()}
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_FONT_FAMILY = re.compile(r" font-family:[^;]*;")


def inline(document: str, *, name: str, title: str, description: str) -> str:
    """Return the `<svg>` element: colours as CSS variables, letters in the page's own font.

    It is an image with a title and a description for who cannot see it; their ids begin with
    `name`, and there are no others.
    """
    root = ElementTree.fromstring(document)  # noqa: S314 - matplotlib wrote it just now
    for unwanted in ("metadata", "defs"):
        for element in root.findall(f"{{{_SPACE}}}{unwanted}"):
            root.remove(element)
    for element in root.iter():
        element.attrib.pop("id", None)
        if "style" in element.attrib:
            element.set("style", _themed(element.attrib["style"]))
        if element.tag != f"{{{_SPACE}}}text":
            element.text = None
        element.tail = None
    for attribute in ("width", "height", "version"):
        del root.attrib[attribute]
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    root.insert(0, _said("title", f"{name}-title", title))
    root.insert(1, _said("desc", f"{name}-desc", description))
    ElementTree.register_namespace("", _SPACE)
    return ElementTree.tostring(root, encoding="unicode")


def _themed(style: str) -> str:
    plain = _FONT_FAMILY.sub("", style).replace("font-weight: 700", "font-weight: 600")
    return _COLOUR.sub(lambda colour: _VARIABLES[colour.group()], plain)


def _said(tag: str, name: str, text: str) -> Element:
    element = Element(f"{{{_SPACE}}}{tag}", {"id": name})
    element.text = text
    return element
