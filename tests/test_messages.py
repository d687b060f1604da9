"""Every template that a user can see has its Vietnamese wording."""

import ast
import string
from pathlib import Path

import pytest

from askvn import messages
from askvn.errors import DocumentError, MissingExtraError

SOURCE = Path(messages.__file__).parent


def templates():
    """Yield (file, template) for error messages, hints and translated texts."""
    for path in SOURCE.rglob("*.py"):
        if path.parent.name in ("web",) or path.name == "testing.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from ((path.name, text) for text in _texts(node))


def _texts(call):
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name.endswith("Error") and name != "AskvnError":
        yield from _constants(call.args[:1])
        yield from _constants([word.value for word in call.keywords if word.arg == "hint"])
    if name in ("translate", "say", "said", "_said", "_wrong"):
        yield from _constants(call.args[:1])
    if name == "add":  # the command line: add(name, summary, …)
        yield from _constants(call.args[1:2])


def _constants(nodes):
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.value


def is_command(text):
    return text.split()[0] in {
        "askvn",
        "grep",
        "head",
        "convmv",
        "pip",
        "mv",
        "ls",
        "iconv",
        "soffice",
        "qpdf",
        "ocrmypdf",
        "split",
        "python",
    }


@pytest.mark.parametrize(("file", "template"), sorted(set(templates())))
def test_a_template_has_its_vietnamese_wording(file, template):
    if is_command(template) or (file == "__init__.py" and template.startswith("format ")):
        return
    assert template in messages.VIETNAMESE, f"{file}: {template!r}"


@pytest.mark.parametrize("template", messages.VIETNAMESE)
def test_both_wordings_have_the_same_placeholders(template):
    names = [
        sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})
        for text in (template, messages.VIETNAMESE[template])
    ]
    assert names[0] == names[1]


def test_an_error_speaks_both_languages():
    error = MissingExtraError("pypdfium2", extra="docs")
    assert messages.of_error(error, "en") == (
        "package 'pypdfium2' is not installed", "pip install 'askvn[docs]'",
    )  # fmt: skip
    assert messages.of_error(error, "vi")[0] == "chưa cài gói 'pypdfium2'"


def test_braces_in_a_value_do_no_harm():
    error = DocumentError("{path} cannot be opened: {reason}", path="{x}.txt", reason="{y}")
    assert messages.of_error(error, "en")[0] == "{x}.txt cannot be opened: {y}"
