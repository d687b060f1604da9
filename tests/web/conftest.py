"""A real page in a real Chromium, over a tiny corpus; a model that says what it is told to say."""

import gc
import shutil

import pytest
from browsing import CORPUS, PacedLLM, Tab, site

from askvn.log import Log
from askvn.settings import Settings
from askvn.testing import ScriptedLLM
from askvn.wiring import open_engine

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WINDOW = {"width": 1200, "height": 800}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config):
    # gradio's server leaves its event loop and sockets to the garbage collector
    config.addinivalue_line("filterwarnings", "ignore:unclosed:ResourceWarning")


@pytest.fixture(scope="session", autouse=True)
def _collected():
    yield
    gc.collect()


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    corpus = tmp_path_factory.mktemp("corpus")
    for name, text in CORPUS.items():
        (corpus / name).write_text(text, encoding="utf-8")
    index = tmp_path_factory.mktemp("built") / "index"
    open_engine(Settings(index=str(index)), create=True).ingest([corpus])
    return index


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def quoting(folder):
    """Quotes the sentence that retrieval likes best: no label of the model's is ever offered."""
    with site(Settings(index=str(folder), style="quote"), ScriptedLLM(label="")) as served:
        yield served


@pytest.fixture(scope="session")
def composing_site(folder, tmp_path_factory):
    settings = Settings(index=str(folder), llm="llama-cpp:not-opened.gguf")
    log = Log(tmp_path_factory.mktemp("log") / "conversations.db")
    with site(settings, PacedLLM(), log=log) as served:
        yield served
    log.close()


@pytest.fixture
def composing(composing_site):
    """Says what the test tells its model to say."""
    composing_site.llm.calls.clear()
    composing_site.llm.permits = None
    composing_site.llm.closed.clear()
    return composing_site


@pytest.fixture(scope="session")
def tabs(chromium):
    """Tabs by their browser and address, each loaded once and then used again."""
    return {}


@pytest.fixture
def open_tab(chromium, tabs):
    """Open a tab; `who` tells one visitor from another."""
    used = []

    def open_one(url, *, who=""):
        key = (url, who)
        if key not in tabs:
            tabs[key] = Tab(chromium.new_context(viewport=WINDOW), url)
        else:
            tabs[key].begin_anew(WINDOW)
        used.append((key, tabs[key]))
        return tabs[key]

    yield open_one
    for key, tab in used:
        errors, tab.errors = tab.errors, []
        if errors or tab.has_chosen():
            tabs.pop(key, None)
            tab.page.context.close()
        assert errors == []
