"""The pictures in the README, of the sample corpus with the built-in models.

python tests/web/pictures.py [NAME…]
"""

import sys
import tempfile
from functools import partial
from pathlib import Path

from browsing import Tab, free_port
from conftest import CHROMIUM, FLAGS
from playwright.sync_api import sync_playwright

from askvn import web
from askvn.evaluate import kept, sets, variants
from askvn.evaluate.measure import Plan
from askvn.evaluate.run import Bench, run
from askvn.settings import Settings
from askvn.web.desk import Desk
from askvn.wiring import open_engine, open_log

ROOT = Path(__file__).parent.parent.parent
IMAGES = ROOT / "docs" / "images"
WIDE = {"viewport": {"width": 1280, "height": 820}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
THEN = "Samsung khánh thành trung tâm R&D tại Hà Nội khi nào?"
BARE = "ve tinh vnredsat-1 duoc phong len quy dao ngay nao"


def main():
    """Take every picture anew."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=str(Path(folder) / "index"))
        open_engine(settings, create=True).ingest([ROOT / "corpus"])
        _evaluate(settings)
        desk = Desk(settings, partial(open_engine, settings), open_log(settings))
        with web.running(desk, settings, "127.0.0.1", free_port()) as url:
            desk.prepare().join()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                for name, take in _chosen():
                    take(partial(open_tab, browser, url)).page.screenshot(
                        path=IMAGES / f"web-{name}.png"
                    )
                    sys.stdout.write(f"web-{name}.png\n")
                browser.close()


def _chosen():
    return [(name, PICTURES[name]) for name in sys.argv[1:] or PICTURES]


def _evaluate(settings):
    """Measure the answers to the questions about the sample corpus, as `askvn eval` does."""
    bench = Bench(settings, open_engine, Path(settings.index) / "cache", has_baseline=False)
    asked = [sets.read(ROOT / "tests" / "data" / "sample")]
    plan = Plan(variants=variants.checked(()), answers=True, sample=0, seed=0)
    kept.keep(run(bench, asked, plan, lambda *_: None), Path(settings.index))


def open_tab(browser, url, **options):
    """Open the page in a browser of its own."""
    return Tab(browser.new_context(**options), url)


def empty(open_one):
    """Nothing asked yet."""
    tab = open_one(**WIDE)
    tab.page.wait_for_selector("#chat .examples")
    return tab


def light(open_one):
    """Two answers, the citation of the second one open."""
    return _asked(open_one(**WIDE))


def dark(open_one):
    """The same in the dark."""
    return _asked(open_one(**WIDE, color_scheme="dark"))


def document(open_one):
    """A whole document at the cited words."""
    tab = _asked(open_one(**WIDE))
    tab.page.click("#sources .cards:not([hidden]) .open-document")
    tab.page.wait_for_selector("#reader[open] mark")
    return tab


def documents(open_one):
    """What is indexed, one of it chosen."""
    tab = open_one(**WIDE)
    tab.page.click('#top nav a[data-view="documents"]')
    tab.page.check("#view-documents tbody tr:nth-child(2) input")
    return tab


def quality(open_one):
    """The last evaluation."""
    tab = open_one(**WIDE)
    tab.page.click('#top nav a[data-view="quality"]')
    tab.page.wait_for_selector("#view-quality figure svg", state="attached")
    return tab


def phone(open_one):
    """A card on a phone."""
    tab = open_one(**PHONE)
    tab.ask(BARE)
    tab.page.click("#chat a.marker")
    tab.page.wait_for_timeout(400)
    return tab


def _asked(tab):
    tab.ask(BARE)
    tab.ask(THEN)
    tab.page.click("#turn-1 a.marker")
    tab.page.wait_for_timeout(1500)
    return tab


PICTURES = {
    "empty": empty, "light": light, "dark": dark, "document": document, "phone": phone,
    "documents": documents, "quality": quality,
}  # fmt: skip

if __name__ == "__main__":
    main()
