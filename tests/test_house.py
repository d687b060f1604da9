"""The budgets of the house: modules and functions stay small, names are explained."""

import ast

import pytest
from material import ROOT

MODULES = sorted((ROOT / "src").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_stays_within_its_budget(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 45, node.name


def test_nothing_names_a_machine():
    hidden = ("/" + "work/", "/" + "root/", "/" + "farm/")
    kinds = {".py", ".md", ".toml", ".txt", ".json", ".css", ".js"}
    for folder in ("src", "tests", "docs", "training", "benchmarks", "prompts", "corpus"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in kinds and "models" not in path.parts and path.is_file():
                text = path.read_text(encoding="utf-8", errors="ignore")
                assert not any(name in text for name in hidden), path
