"""The page that asks for name and password."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from askvn.web import files, icons


@dataclass(frozen=True, slots=True)
class Texts:
    """What the page says in one language."""

    title: str
    name: str
    password: str
    enter: str
    wrong: str


TEXTS = {
    "vi": Texts(
        "Đăng nhập askvn", "Tên", "Mật khẩu", "Vào",
        "Tên hoặc mật khẩu không đúng. Hãy gõ lại; nếu quên, hỏi người đã mở trang này.",
    ),
    "en": Texts(
        "Log in to askvn", "Name", "Password", "Enter",
        "Name or password is wrong. Try again, or ask whoever runs this page.",
    ),
}  # fmt: skip


def page(lang: str, *, failed: bool = False) -> str:
    """Return the whole page; with `failed` it says that the last try was wrong."""
    texts = TEXTS[lang]
    wrong = f'<p class="notice error" role="alert">{escape(texts.wrong)}</p>' if failed else ""
    return files.document(
        lang,
        texts.title,
        f'<main class="login"><form method="post" action="/login">{icons.LOGO}'
        f"<h1>{escape(texts.title)}</h1>{wrong}"
        f'<label>{escape(texts.name)}<input name="name" autocomplete="username" required'
        f" autofocus></label><label>{escape(texts.password)}"
        f'<input name="password" type="password" autocomplete="current-password" required>'
        f'</label><button type="submit" class="strong">{escape(texts.enter)}</button>'
        "</form></main>",
    )
