"""How the report speaks: its words, numbers and dates, in Vietnamese or in English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from askvn.evaluate.report.texts import TEXTS

_MISSING = "–"
_SEPARATORS = str.maketrans(".,", ",.")


@dataclass(frozen=True, slots=True)
class Language:
    """One language; numbers that are missing become a dash in both."""

    lang: str

    def say(self, key: str, **values: object) -> str:
        """Return the text called `key` with its placeholders filled."""
        return self.template(key).format(**values)

    def template(self, key: str) -> str:
        """Return the text called `key` with its placeholders still in it."""
        vietnamese, english = TEXTS[key]
        return vietnamese if self.lang == "vi" else english

    def percent(self, share: float | None) -> str:
        """Return a share of 0..1 as a percentage with one decimal place."""
        return _MISSING if share is None else f"{self.tenths(100 * share)}%"

    def tenths(self, value: float | None) -> str:
        """Return a number with one decimal place."""
        return _MISSING if value is None else self._marked(f"{value:.1f}")

    def change(self, value: float) -> str:
        """Return a number with one decimal place and its sign; nothing is neither more nor less."""
        size = f"{abs(value):.1f}"
        sign = "" if size == "0.0" else "−" if value < 0 else "+"
        return self._marked(sign + size)

    def duration(self, milliseconds: float | None) -> str:
        """Return a time in ms, from one second on in s, with two or three telling digits."""
        if milliseconds is None:
            return _MISSING
        amount, unit = (milliseconds, "ms") if milliseconds < 999.5 else (milliseconds / 1000, "s")
        return f"{self._marked(f'{amount:,.1f}' if amount < 99.95 else f'{amount:,.0f}')} {unit}"

    def plain(self, value: float) -> str:
        """Return a number with as many decimal places as it needs."""
        return self._marked(f"{value:,.10g}")

    def whole(self, count: float | None) -> str:
        """Return a count with its thousands apart."""
        return _MISSING if count is None else self._marked(f"{count:,.0f}")

    def day(self, iso: str) -> str:
        """Return an ISO date as it is written in the language; anything else as it is."""
        try:
            day = date.fromisoformat(iso)
        except ValueError:
            return iso
        return f"{day.day}/{day.month}/{day.year}" if self.lang == "vi" else day.isoformat()

    def _marked(self, english: str) -> str:
        return english.translate(_SEPARATORS) if self.lang == "vi" else english
