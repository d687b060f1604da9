"""Every number, date and amount of a text, each with one value and one unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from askvn.records import Span
from askvn.vietnamese.normalise import normalise_with_map
from askvn.vietnamese.quantities.numerals import is_figure
from askvn.vietnamese.quantities.pieces import Piece, closed, cut, unified
from askvn.vietnamese.quantities.quantity import Quantity, Token
from askvn.vietnamese.quantities.ranges import join_ranges
from askvn.vietnamese.quantities.readings import LOOKAHEAD, Reading, may_open, reading_at

__all__ = ["Quantity", "Token", "has_quantity", "quantities", "read"]


def quantities(text: str) -> list[Quantity]:
    """Return every quantity of `text` in order; spans are in `text` as given.

    Left out are list numbers, codes, and một, ba, chín where nothing shows that they count.
    """
    mapped = normalise_with_map(text)
    return [
        replace(token.quantity, span=Span(*mapped.raw_span(token.start, token.end)))
        for token in read(unified(mapped.text))
        if token.quantity is not None and token.sure
    ]


def read(text: str) -> list[Token]:
    """Return the tokens of a `unified` text: each quantity is one, punctuation is kept."""
    pieces = cut(text)
    forms = [piece.form for piece in pieces] + [""] * LOOKAHEAD
    tokens: list[Token] = []
    position = 0
    while position < len(pieces):
        form, start, end = pieces[position]
        opens = may_open(form)
        reading = reading_at(forms, position) if opens else None
        if reading is None:
            tokens.append(Token(closed(form) if opens and is_figure(form) else form, start, end))
            position += 1
        else:
            tokens.append(_token(reading, pieces[position : reading.end]))
            position = reading.end
    join_ranges(tokens)
    return tokens


def has_quantity(words: Sequence[str]) -> bool:
    """Tell whether words in canonical spelling, put side by side, hold a quantity."""
    forms = [*words, *[""] * LOOKAHEAD]
    return any(
        may_open(form) and reading_at(forms, position) is not None
        for position, form in enumerate(words)
    )


def _token(reading: Reading, pieces: Sequence[Piece]) -> Token:
    span = Span(pieces[0].start, pieces[-1].end)
    quantity = Quantity(reading.kind, reading.value, reading.unit, span)
    form = pieces[0].form if pieces[0].form[0] == "⟨" else closed(str(quantity))
    return Token(form, *span, quantity, reading.sure, reading.figure)
