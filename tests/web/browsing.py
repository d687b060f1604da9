"""A page that is served and tabs that look at it."""

import contextlib
import socket
import threading
from dataclasses import dataclass, field, replace

from askvn import web
from askvn.engine import Engine
from askvn.testing import ScriptedLLM
from askvn.web.desk import Desk
from askvn.wiring import open_engine

LONG = "Kho còn giữ nhiều giấy tờ khác về các chuyến tàu chở gỗ và đá. "
CORPUS = {
    "cau-thanh-loi.txt": (
        "Cầu Thạnh Lợi\n\n"
        f"{LONG * 8}\n"
        "Cầu Thạnh Lợi khánh thành ngày 14/3/2019 với tổng vốn 86 tỷ đồng. "
        "Kỹ sư trưởng của cầu Thạnh Lợi là bà Đỗ Hoài An.\n"
        f"{LONG * 6}\n"
    ),
    "cau-song-cai.txt": (
        "Cầu Sông Cái\n\nCầu Sông Cái khánh thành ngày 2/9/2021 sau ba năm thi công. "
        "Kỹ sư trưởng của cầu Sông Cái là ông Vi Văn Thắng.\n"
    ),
    "bao-mat.txt": (
        "Sổ tay bảo mật\n\n"
        "Mã độc Rồng Tre chèn đoạn <script>window.hacked = 1</script> và "
        '<img src=x onerror="window.hacked = 1"> cùng ${6*7} {{value}} **đậm** `x` vào trang.\n'
    ),
}


@dataclass(slots=True)
class PacedLLM(ScriptedLLM):
    """Says a word for each permit, where it needs any; fails at "nổ"; knows when it is stopped."""

    permits: threading.Semaphore | None = None
    closed: threading.Event = field(default_factory=threading.Event)

    def stream(self, messages, *, max_tokens):
        words = super(PacedLLM, self).stream(messages, max_tokens=max_tokens)
        try:
            for word in words:
                if self.permits and not self.permits.acquire(timeout=10):
                    raise TimeoutError
                if word == " nổ":
                    raise RuntimeError("a bug")
                yield word
        finally:
            self.closed.set()


@dataclass(frozen=True)
class Site:
    """A page that is being served, and what it stands on."""

    url: str
    desk: Desk
    llm: ScriptedLLM

    @property
    def engine(self) -> Engine:
        return self.desk.engine()


@contextlib.contextmanager
def site(settings, llm, *, log=None, users=None):
    """Serve the page for these settings with this model in place of the built-in one."""
    desk = Desk(settings, lambda: replace(open_engine(settings), llm=llm), log)
    with web.running(desk, settings, "127.0.0.1", free_port(), users) as url:
        desk.prepare().join()
        llm.calls.clear()
        yield Site(url, desk, llm)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Tab:
    """A browser tab with a conversation; remembers what it loaded and what went wrong."""

    def __init__(self, context, url):
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.requested, self.errors = [], []
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._heard)
        self.page.goto(url)
        self.page.wait_for_selector("#foot .ready, #foot .failed", state="attached")

    def begin_anew(self, size):
        """Make the tab as it was when it had been opened."""
        self.page.keyboard.press("Escape")
        self.page.set_viewport_size(size)
        self.page.click("#fresh")
        self.page.wait_for_selector("#chat .welcome")

    def has_chosen(self):
        """Tell whether this visitor has changed the page for good, or gone elsewhere."""
        kept = {cookie["name"] for cookie in self.page.context.cookies()}
        return "askvn" in kept or "#" in self.page.url.removesuffix("#chat")

    def reload(self):
        """Load the page again; gradio complains of streams that end with the old one."""
        before = list(self.errors)
        self.page.reload()
        self.page.wait_for_selector("#foot .ready, #foot .failed", state="attached")
        self.errors = before

    def _heard(self, message):
        if message.type == "error":
            self.errors.append(message.text)

    def type(self, question):
        self.page.fill("#question textarea", question)
        self.page.keyboard.press("Enter")

    def ask(self, question):
        answered = self.page.locator("#chat .turn").count()
        self.type(question)
        self.waits_for(answered + 1)

    def waits_for(self, turns):
        """Wait until so many turns are over and the next question can be asked."""
        self.page.wait_for_function(
            f"document.querySelectorAll('#chat .turn').length === {turns}"
            " && !document.querySelector('#now .turn')"
        )
        self.page.wait_for_selector("#send", state="visible")

    def texts(self, selector):
        return [text.strip() for text in self.page.locator(selector).all_text_contents()]

    def said(self, selector="#chat .answer"):
        """Return what is read on the page, its blanks as single ones."""
        return [" ".join(text.split()) for text in self.page.locator(selector).all_inner_texts()]
