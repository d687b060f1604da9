"""The parts of a Word document that are the same in each: what is in it, and how it looks."""

from __future__ import annotations

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

CORE = (
    f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    "<dc:creator>askvn</dc:creator>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{time}</dcterms:created></cp:coreProperties>'
)

# Every list of footnotes begins with the lines that part it from the text.
NOTES_HEAD = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/>'
    "</w:r></w:p></w:footnote>"
)


def _style(name: str, title: str, *, text: str = "", room: str = "", more: str = "") -> str:
    """Return a paragraph style: its letters, the room around it, and what else it says."""
    based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{title}"/>{based}'
        f"{more}<w:qFormat/><w:pPr>{room}</w:pPr><w:rPr>{text}</w:rPr></w:style>"
    )


def _size(points: float) -> str:
    return f'<w:sz w:val="{points * 2:.0f}"/><w:szCs w:val="{points * 2:.0f}"/>'


_SOFT = '<w:color w:val="566164"/>'
_ACCENT = '<w:color w:val="0F5C5C"/>'
# Letters and size as Vietnamese offices use them (decree 30/2020 on official documents).
_LETTERS = "".join(f' w:{script}="Times New Roman"' for script in ("ascii", "hAnsi", "cs"))
_NORMAL_ROOM = '<w:spacing w:after="120" w:line="288" w:lineRule="auto"/>'
_STYLES = (
    f"<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts{_LETTERS}/>{_size(13)}"
    '<w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    + _style("Normal", "Normal", room=_NORMAL_ROOM)
    + _style("Title", "Title", text=f"<w:b/>{_size(20)}", room='<w:spacing w:after="60"/>')
    + _style("Subtitle", "Subtitle", text=f"{_SOFT}{_size(11)}")
    + _style(
        "Heading1", "heading 1", text=f"<w:b/>{_ACCENT}{_size(14)}",
        room='<w:keepNext/><w:spacing w:before="320" w:after="100"/><w:outlineLvl w:val="0"/>',
    )
    + _style("Understood", "Understood", text=f"<w:i/>{_SOFT}{_size(11)}", room="<w:keepNext/>")
    + _style("ShortAnswer", "Short Answer", text=f"<w:b/>{_size(14)}", room="<w:keepNext/>")
    + _style("Refusal", "Refusal", text="<w:i/>", room='<w:ind w:left="284"/>')
    + _style(
        "FootnoteText", "footnote text", text=_size(10),
        room='<w:spacing w:after="40" w:line="240" w:lineRule="auto"/>',
    )
    + '<w:style w:type="character" w:styleId="FootnoteReference">'
    '<w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    "</w:style></w:styles>"
)  # fmt: skip

_SETTINGS = (
    f'<w:settings {W}><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    '<w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)


def _types() -> str:
    kinds = {
        "word/document.xml": f"{_TYPES}.document.main+xml",
        "word/styles.xml": f"{_TYPES}.styles+xml",
        "word/settings.xml": f"{_TYPES}.settings+xml",
        "word/footnotes.xml": f"{_TYPES}.footnotes+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    named = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        f' ContentType="{relations}"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{named}</Types>"
    )


def _related(targets: dict[str, str]) -> str:
    """Return the relations of a part: the kind of each, by what it leads to."""
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


# The first must be the list of types: some readers look only there.
PARTS = {
    "[Content_Types].xml": _types(),
    "_rels/.rels": _related(
        {
            "word/document.xml": f"{_RELATIONS}/officeDocument",
            "docProps/core.xml": f"{_PACKAGE}/relationships/metadata/core-properties",
        }
    ),
    "word/_rels/document.xml.rels": _related(
        {
            "styles.xml": f"{_RELATIONS}/styles",
            "settings.xml": f"{_RELATIONS}/settings",
            "footnotes.xml": f"{_RELATIONS}/footnotes",
        }
    ),
    "word/styles.xml": _STYLES,
    "word/settings.xml": _SETTINGS,
}
