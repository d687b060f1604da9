"""Questions that are a line with something taken out, which is the answer."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from askvn.evaluate.draft.blanks import BLANKS
from askvn.evaluate.draft.candidate import Candidate, about
from askvn.evaluate.draft.known import Known, Line
from askvn.evaluate.draft.language import DOES
from askvn.evaluate.draft.leaning import is_norm, opens_within, stands_alone
from askvn.evaluate.sets import Question

_ITEM = regex.compile(r"^(?:\d{1,2}(?:\.\d+)*[.)]|[a-zđ]\))\s")
_ASIDE = regex.compile(r"\s?\([^()]*\)")
# No table, quotation, formula, question or list.
_PROSE = regex.compile(r"\p{Lu}[^|…?!\[\]{}_=*()\"“”]{9,600}")
_ACTS = regex.compile(rf"\s{DOES}")
# Where a question may end before its sentence does.
_END = regex.compile(
    r"""
    (?<=nhiêu|%|nào|đâu|\bai),
    | [;:]
    | ,\s(?=\P{Lu})
    | \s(?:nhưng|trong\sđó)\s
    """,
    regex.VERBOSE,
)

# Behind a comma: a second verb, or the rest of a list.
_GOES_ON = regex.compile(
    rf"{DOES} | (?:\p{{L}}+(?:\s\p{{L}}+){{0,4}},?\s)?(?:và|hoặc)\s", regex.VERBOSE
)


def candidates(known: Known, line: Line) -> Iterator[Candidate]:
    """Yield a line's first clause as a question, once for each thing that can be asked for."""
    clause = _clause(line.text)
    for kind, pattern, filler in BLANKS:
        for match in pattern.finditer(clause):
            facts = tuple(match.captures("gone"))
            asked = _asked(clause, match, filler.format(**match.groupdict()).lower())
            if kind == "who" and facts[0] not in known.people:
                continue
            if stands_alone(asked, facts=facts, names=known.names):
                answers = facts if len(facts) == 1 else (match["lost"],)
                question = Question("", _spelt(asked), answers, facts, kind=kind, drafted="cloze")
                yield about(known, line, question)


def _clause(text: str) -> str:
    """Return what a line says, without number and asides, '' if it is no sentence of its own."""
    bare = _ASIDE.sub("", _ITEM.sub("", text)).rstrip(". ")
    if not text.endswith(".") or not _PROSE.fullmatch(bare) or opens_within(bare):
        return ""
    if _ITEM.match(text) and not is_norm(bare):
        return ""
    return bare.replace("Người nào", "Người").replace(", thì ", " thì ")


def _asked(clause: str, match: regex.Match[str], filler: str) -> str:
    """Return the clause with `filler` for what is lost, cut behind it, '' if no question is left.

    The clause of the blank must keep its verb and depend on nothing before it.
    """
    head, tail = clause[: match.start("lost")], clause[match.end("lost") :]
    whole = f"{head}{filler}{tail}"
    begin = head.rfind(", ") + 2 if ", " in head else 0
    verb = _ACTS.search(whole, begin)
    if verb is None or _is_broken(head, whole[begin:]):
        return ""
    if tail.startswith(",") and verb.start() > len(head):
        return ""
    asked = whole[: _end(whole, len(head), max(len(head + filler), verb.end()))]
    return "" if " thì " in whole[len(asked) :] else asked


def _end(whole: str, head: int, after: int) -> int:
    """Return where the question may end, behind its blank and its verb.

    Where it begins with the blank, `head` being 0, its subject comes behind that: it is cut only
    behind a clause without a comma, and before no second verb and no rest of a list.
    """
    end = _END.search(whole, after)
    if end is None:
        return len(whole)
    is_inside = ", " in whole[:after] or _GOES_ON.match(whole, end.end())
    return len(whole) if head == 0 and is_inside else end.start()


def _is_broken(head: str, clause: str) -> bool:
    """Tell whether the clause of the blank depends on what stands before it in `head`."""
    opening, comma, _ = head.partition(", ")
    is_aside = head.count(",") == 1 and not _ACTS.search(opening) and not opening[-1:].isdigit()
    return is_aside or (bool(comma) and opens_within(clause))


def _spelt(asked: str) -> str:
    return f"{asked[0].upper()}{asked[1:]}?".replace("nhiêu%", "nhiêu %")
