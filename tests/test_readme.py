"""The READMEs tell the truth: their commands are run, their tree and version compared."""

import functools
import os
import re
import shlex
import subprocess
import sys
import tomllib

import pytest
from material import ROOT

from askvn import __version__

README = (ROOT / "README.md").read_text(encoding="utf-8")
VIETNAMESE = (ROOT / "README.vi.md").read_text(encoding="utf-8")


def shown(text):
    """Yield (command, output) of the console blocks that begin with `$ askvn`."""
    for block in re.findall(r"```console\n\$ (askvn .+?)\n(.*?)```", text, re.DOTALL):
        yield block[0], block[1].strip()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Return a folder in which the sample corpus is indexed as `make demo` does it."""
    place = tmp_path_factory.mktemp("readme")
    for name in ("corpus", "tests"):
        (place / name).symlink_to(ROOT / name)
    run("askvn index corpus --index index/demo", place)
    return place


def run(command, cwd):
    words, _, file = command.partition(" < ")
    given = (cwd / file).read_text(encoding="utf-8") if file else ""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ASKVN_")}
    return subprocess.run(
        [sys.executable, "-c", "import sys; from askvn.cli import main; sys.exit(main())",
         *shlex.split(words)[1:]],
        cwd=cwd, input=given, capture_output=True, text=True, check=False,
        env={**clean, "COLUMNS": "88", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def printed(demo):
    """Return what a command prints, run once: both READMEs show it."""
    return functools.cache(lambda command: run(command, demo).stdout.strip())


@pytest.mark.parametrize(("command", "output"), [*shown(README), *shown(VIETNAMESE)])
def test_a_command_prints_what_the_readme_shows(printed, command, output):
    # Seconds differ from run to run, figures of answers from one processor's rounding to another's.
    varying = r"[ \d.]*\d\.\d+\b" if command.startswith("askvn eval") else r"\d+\.\d giây"
    assert re.sub(varying, "…", printed(command)) == re.sub(varying, "…", output)


def test_the_python_example_runs(demo):
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL).group(1)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=demo, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Bangkok" in done.stdout
    assert "nhat-ban-nua-the-ky-hop-tac.txt" in done.stdout


def test_the_tree_in_the_readme_is_the_tree():
    tree = README.split("```\npyproject.toml", 1)[1].split("```", 1)[0]
    folders = re.findall(r"^([\w./]+/)\s", tree, re.MULTILINE)
    assert len(folders) == 8
    assert all((ROOT / folder).is_dir() for folder in folders)
    assert all(
        (ROOT / name).exists() for name in ("README.md", "CHANGELOG.md", "Makefile", "app.py")
    )


def test_the_commands_in_the_readme_are_those_of_the_help(demo):
    listed = re.findall(r"^\| `askvn (\w+)` \|", README, re.MULTILINE)
    offered = re.findall(r"^    (\w+) ", run("askvn --help", demo).stdout, re.MULTILINE)
    assert listed == [
        "index",
        "search",
        "ask",
        "chat",
        "log",
        "eval",
        "web",
        "models",
        "train",
        "documents",
        "remove",
        "info",
        "doctor",
    ]
    assert set(listed) == set(offered)


def test_every_link_in_the_docs_leads_somewhere():
    pages = [ROOT / "README.md", ROOT / "README.vi.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_versions_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert project["version"] == __version__
    assert re.search(r"^## \[(.+?)\]", changelog, re.MULTILINE).group(1) == __version__
