"""Claims, true and false, about passages: what the verifier learns from."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex
from training.verifier import rewrites, swaps
from training.verifier.swaps import Material

from askvn.verify.said import said

# How often a claim is checked against its sentence, against three, against the whole passage.
_EVIDENCE = (("sentence", 0.4), ("run", 0.2), ("passage", 0.4))
_ASKED = regex.compile(
    r"(?i)\b(?:năm nào|ngày nào|khi nào|bao giờ|bao nhiêu|bằng bao nhiêu|là ai|ở đâu|nước nào|"
    r"thành phố nào|tỉnh nào|điều gì|cái gì|những gì|như thế nào|thế nào|ai|gì|đâu)\b"
)
_LEAST_CHARS = 40
_MOST_CHARS = 350


@dataclass(frozen=True)
class Passage:
    """Consecutive sentences of a document, and sentences of its other passages."""

    title: str
    sentences: tuple[str, ...]
    beside: tuple[str, ...]
    held_out: bool

    @property
    def text(self) -> str:
        """The whole passage."""
        return " ".join(self.sentences)


@dataclass(frozen=True)
class Told:
    """A question about a passage, its answer in a sentence of people's or a model's, the words."""

    passage: Passage
    question: str
    answer: str
    sentence: str


@dataclass(frozen=True)
class Case:
    """A claim, its evidence and what stands around, whether it is true, how it was made."""

    claim: str
    evidence: str
    context: str
    true: bool
    kind: str
    held_out: bool


def of_passage(
    passage: Passage, others: Sequence[Passage], replaced: swaps.Swap, source: random.Random
) -> Iterator[Case]:
    """Yield true and false claims about one sentence of a passage.

    `replaced` gives a sentence with some words replaced by others that are like them.
    """
    places = [
        place
        for place, text in enumerate(passage.sentences)
        if _LEAST_CHARS <= len(text) <= _MOST_CHARS and not text.endswith((":", "?"))
    ]
    if not places:
        return
    place = source.choice(places)
    text = passage.sentences[place]
    material = Material(said(passage.text), [said(one.text) for one in others])
    true = {"verbatim": text, "replaced": replaced(text, material, source)}
    ways = list(rewrites.REWRITES.items())
    true |= {kind: way(text, source) for kind, way in source.sample(ways, 4)}
    if place + 1 < len(passage.sentences):
        true["joined"] = _joined(text, passage.sentences[place + 1])
    base = source.choice([one for one in true.values() if one])
    false = {kind: way(base, material, source) for kind, way in swaps.SWAPS.items()}
    false |= _elsewhere(text, passage, others, source)
    for kind, claim in _some(true, 4, source):
        width = "run" if kind == "joined" else ""
        yield _case((kind, claim), passage, place, source, true=True, width=width)
    for kind, claim in _some(false, 5, source):
        if claim not in passage.text:
            yield _case((kind, claim), passage, place, source, true=False)


def of_told(one: Told, others: Sequence[Passage], source: random.Random) -> Iterator[Case]:
    """Yield the answer to a question as a claim, true, and with something of it made false."""
    passage = one.passage
    place = next(
        (n for n, text in enumerate(passage.sentences) if one.answer and one.answer in text), -1
    )
    material = Material(said(passage.text), [said(other.text) for other in others])
    claims = {"told": one.sentence, "asked": _statement(one.question, one.answer)}
    for kind, claim in claims.items():
        if len(claim.split()) < 4:
            continue
        width = "" if place >= 0 and kind == "asked" else "passage"
        yield _case((kind, claim), passage, place, source, true=True, width=width)
        false = {name: way(claim, material, source) for name, way in swaps.SWAPS.items()}
        false |= _elsewhere(claim, passage, others, source)
        for one_false in _some(false, 3, source):
            yield _case(one_false, passage, place, source, true=False, width=width)


def _some(claims: dict[str, str], most: int, source: random.Random) -> list[tuple[str, str]]:
    made = [(kind, claim) for kind, claim in claims.items() if claim]
    return source.sample(made, min(most, len(made)))


def _elsewhere(
    text: str, passage: Passage, others: Sequence[Passage], source: random.Random
) -> dict[str, str]:
    """Return claims that say what stands elsewhere: beside the passage, or after a true part."""
    foreign = [one for other in others for one in other.sentences if len(one) > _LEAST_CHARS]
    near = [one for one in passage.beside if len(one) > _LEAST_CHARS]
    found: dict[str, str] = {}
    if near:
        found["beside"] = source.choice(near)
        found["added_near"] = _added(text, source.choice(near), source)
        found["tail_near"] = _tailed(text, source.choice(near))
    if foreign:
        found["altered"] = _altered(text, source.choice(foreign), source)
        found["added"] = _added(text, source.choice(foreign), source)
        found["tail"] = _tailed(text, source.choice(foreign))
    return dict(_some(found, 3, source))


def _added(text: str, other: str, source: random.Random) -> str:
    """Return a sentence with a clause of another one behind it."""
    clauses = [one.strip(" .;") for one in regex.split(r"[,;] ", other)]
    long = [one for one in clauses if len(one.split()) > 4]
    if not long:
        return ""
    clause = source.choice(long)
    lead = source.choice((", ", ", và ", ", đồng thời ", ", trong khi "))
    return f"{text.rstrip(' .')}{lead}{_lowered(clause)}."


def _altered(text: str, other: str, source: random.Random) -> str:
    """Return a sentence in which some words in a row are those of another sentence."""
    ours, theirs = text.split(), other.split()
    length = source.randrange(2, 6)
    if len(ours) < length + 3 or len(theirs) < length + 1:
        return ""
    place = source.randrange(1, len(ours) - length)
    taken = source.randrange(1, len(theirs) - length + 1)
    return " ".join([*ours[:place], *theirs[taken : taken + length], *ours[place + length :]])


def _tailed(text: str, other: str) -> str:
    """Return the first half of a sentence with the second of another."""
    ours, theirs = text.split(), other.split()
    return " ".join([*ours[: len(ours) // 2], *theirs[len(theirs) // 2 :]])


def _joined(text: str, following: str) -> str:
    return f"{text.rstrip(' .')}, {_lowered(following)}"


def _lowered(text: str) -> str:
    first = said(f"a {text}").names
    is_name = bool(first) and first[0].start == 2
    return text if is_name else f"{text[:1].lower()}{text[1:]}"


def _statement(question: str, answer: str) -> str:
    """Return a question with its answer in place of what it asks, "" where that is not seen."""
    found = _ASKED.search(question)
    if found is None or not answer or len(answer.split()) > 15:
        return ""
    asked = found.group().lower()
    kept = {"là ai": "là ", "ở đâu": "ở "}.get(asked, "")
    for noun in ("năm", "ngày"):
        if asked == f"{noun} nào" and not answer.lower().startswith(noun):
            kept = f"{noun} "
    if answer.lower().startswith("ở "):
        kept = ""
    text = f"{question[: found.start()]}{kept}{answer}{question[found.end() :]}"
    return text.rstrip(" ?.") + "."


def _case(
    claim: tuple[str, str],
    passage: Passage,
    place: int,
    source: random.Random,
    *,
    true: bool,
    width: str = "",
) -> Case:
    """Return a claim of a kind as a case; `place` is the sentence that it is about."""
    if not width:
        names, chances = zip(*_EVIDENCE, strict=True)
        width = source.choices(names, chances)[0]
    sentences = passage.sentences
    first, last = {
        "sentence": (place, place + 1),
        "run": (max(0, place - source.randrange(2)), place + 2),
        "passage": (0, len(sentences)),
    }[width]
    return Case(
        claim=claim[1],
        evidence=" ".join(sentences[first:last]),
        context=passage.title if width == "passage" else f"{passage.title}\n{passage.text}",
        true=true,
        kind=claim[0],
        held_out=passage.held_out,
    )
