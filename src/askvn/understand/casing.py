"""Names that were typed in small letters, as the documents write them."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from askvn.understand.mentions import names
from askvn.vietnamese.diacritics import strip

_LONGEST_NAME = 60


def cased(text: str, passages: Sequence[str], *, bare: bool = False) -> str:
    """Return `text` with its names as `passages` write them: `còn thái lan` is `còn Thái Lan`.

    A name is what they write with capitals and nowhere in small letters. With `bare`, what has no
    diacritics in `text` may have some in theirs. A text that has capitals within is left alone.
    """
    if any(map(str.isupper, text[1:])):
        return text
    found = {" ".join(name.split()) for passage in passages for name in names(passage)}
    for name in sorted(found, key=lambda one: (-len(one), one)):
        low = name.lower()
        forms = {low, strip(low)} if bare else {low}
        for form in sorted(forms) if len(name) <= _LONGEST_NAME else ():
            whole = _whole(form)
            if whole.search(text) and not any(map(whole.search, passages)):
                text = whole.sub(name, text)
    return text


def _whole(form: str) -> regex.Pattern[str]:
    """Return what finds words in small letters, or capitalised at the start of the text."""
    first, rest = form[:1], regex.escape(form[1:])
    return regex.compile(
        rf"(?<![\p{{L}}\p{{N}}])(?:{regex.escape(first)}|(?<=^){regex.escape(first.upper())}){rest}"
        r"(?![\p{L}\p{N}])"
    )
