"""Names of people, places and bodies: runs of capitalised words, whether evidence has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.syllables import is_syllable

# What may stand between two words of one name.
_JOINT = regex.compile(r"[ \-–’'&.]|’s | & ")
_OPENS = regex.compile(r"(?:^|[.?!:;\n“\"(•\-–]\s*)$")
# Words that are written large before a name, and at the start of a sentence.
_TITLES = frozenset(
    "ông bà anh chị cô chú bác em cụ ngài thầy đức vua chúa hoàng bộ tỉnh thành huyện quận xã "
    "phường sông núi hồ đảo theo tại ở năm tháng ngày khi sau trước trong với và của cho từ đến "
    "do vì nếu nhưng các những một hai ba bốn năm sáu bảy tám chín mười đây đó này kia là được bị "
    "hiện nay ngoài trên dưới về cả mỗi mọi không có chưa chỉ như để bởi nhờ giữa".split()
)


class Word(NamedTuple):
    """A word outside of figures: its canonical spelling, and where it stands in the text."""

    form: str
    start: int
    end: int
    carries: bool
    capital: bool


class Name(NamedTuple):
    """A name: its words in canonical spelling, where it stands, and the word behind it."""

    forms: tuple[str, ...]
    start: int
    end: int
    after: str

    @property
    def is_whole(self) -> bool:
        """Whether it cannot be the first syllable of a name that goes on in small letters."""
        return len(self.forms) > 1 or not is_syllable(strip(self.forms[0]))


def find(text: str, words: Sequence[Word]) -> Iterator[Name]:
    """Yield the names of `text`: runs of capitalised words, without the title before them.

    One Vietnamese syllable that opens a sentence is no name.
    """
    place = 0
    while place < len(words):
        if not words[place].capital:
            place += 1
            continue
        end = place + 1
        while end < len(words) and words[end].capital and _joined(text, *words[end - 1 : end + 1]):
            end += 1
        start = words[place].start
        opens = _OPENS.search(text[max(0, start - 3) : start]) is not None
        first = place
        while first < end and words[first].form in _TITLES and (opens or first + 1 < end):
            first += 1
        run = words[first:end]
        if run and not (opens and first == place and len(run) == 1 and _is_plain(text, run[0])):
            after = words[end].form if end < len(words) else ""
            yield Name(tuple(word.form for word in run), run[0].start, run[-1].end, after)
        place = end


def stands(name: Name, held: Sequence[Name], row: str) -> bool:
    """Tell whether a name's words stand in a row, or make up whole names that are `held`.

    One syllable stands there if it is written large, or if the word behind it follows.
    """
    if f" {' '.join(name.forms)} " in row:
        return (
            name.is_whole
            or f" {name.forms[0]} {name.after} " in row
            or any(name.forms[0] in one.forms for one in held)
        )
    whole = {one.forms for one in held}
    return any(
        name.forms[:cut] in whole and name.forms[cut:] in whole for cut in range(1, len(name.forms))
    )


def _joined(text: str, left: Word, right: Word) -> bool:
    between = text[left.end : right.start]
    if between == ". ":  # TP. Huế, J. Smith
        return left.end - left.start <= 2
    return _JOINT.fullmatch(between) is not None


def _is_plain(text: str, word: Word) -> bool:
    """Tell whether a word may be written large for its place alone."""
    written = text[word.start : word.end]
    return not (len(written) > 1 and written.isupper()) and is_syllable(strip(word.form))
