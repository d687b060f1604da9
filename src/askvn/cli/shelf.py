"""What a person sees of the models: those here, those that can be had, what to type next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from askvn import resources
from askvn.cli.show import Terminal, said
from askvn.errors import ModelDamagedError
from askvn.messages import translate
from askvn.models import card, machine
from askvn.models.bundle import Packed, installation
from askvn.models.catalogue import PRESETS, Preset
from askvn.models.home import Home
from askvn.models.machine import readable
from askvn.models.manifest import KINDS, Manifest, address_of, setting_of
from askvn.models.pull import Outcome
from askvn.models.unbundle import Unpacked

Status = Literal["builtin", "installed", "damaged", "available"]
_NAME_COLUMNS = max(len(preset.name) for preset in PRESETS)
_BUILTIN_PURPOSES = {
    "embedder": "searches by meaning",
    "answer": "chooses the sentences that answer",
    "restorer": "puts diacritics back and mends slips",
    "ranker": "orders the sentences that may answer",
    "reader": "reads the passages: which sentence answers, and which words",
    "gate": "tells when the documents do not answer",
    "verifier": "checks each sentence against the source that it cites",
}
_HEADINGS = {
    "chat": "To write answers",
    "embedder": "To search by meaning",
    "reranker": "To judge the best passages again",
}
_TRIALS = {
    "chat": 'askvn ask "…" --llm {address}',
    "embedder": "askvn index --embedder {address}",
    "reranker": 'askvn ask "…" --reranker {address}',
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A model in the list; None stands for what is not known, or does not apply."""

    name: str
    kind: str
    status: Status
    bytes: int | None = None
    is_estimate: bool = False
    licence: str | None = None
    source: str | None = None
    setting: str | None = None
    address: str | None = None
    fits: bool | None = None
    purpose: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the entry as a JSON object."""
        return asdict(self)


def entries(home: Home, memory: int) -> list[Entry]:
    """Return the built-in models, the installed ones, then the presets that are not installed."""
    names = home.names()
    return [
        *(
            Entry(name, name, "builtin", card.size(resources.model(name)), purpose=purpose)
            for name, purpose in _BUILTIN_PURPOSES.items()
        ),
        *(_installed(home, name, memory) for name in names),
        *(_available(preset, memory) for preset in PRESETS if preset.name not in names),
    ]


def _installed(home: Home, name: str, memory: int) -> Entry:
    try:
        model = home.read(name)
    except ModelDamagedError:
        return Entry(name, "", "damaged", purpose="damaged: askvn models verify")
    return Entry(
        name,
        model.kind,
        "installed",
        bytes=model.size,
        licence=model.licence or None,
        source=model.source,
        setting=setting_of(model.kind),
        address=address_of(model.kind, name),
        fits=machine.fits(model.size, memory),
    )


def _available(preset: Preset, memory: int) -> Entry:
    return Entry(
        preset.name,
        preset.kind,
        "available",
        bytes=preset.about_size,
        is_estimate=not preset.size,
        licence=preset.licence or None,
        source=preset.source,
        setting=setting_of(preset.kind),
        address=address_of(preset.kind, preset.name),
        fits=machine.fits(preset.about_size, memory),
        purpose=preset.purpose,
    )


def listing(models: Sequence[Entry], folder: Path, memory: int, screen: Terminal, lang: str) -> str:
    """Return the list as a person reads it: what is here, then what can be had, by use."""
    here = [one for one in models if one.status in ("installed", "damaged")]
    builtin = [one for one in models if one.status == "builtin"]
    blocks = [_block(said("Part of askvn", lang), builtin, screen, lang)]
    if here:
        heading = said("Installed in {folder}", lang, folder=_short(folder))
        blocks.append(_block(heading, here, screen, lang))
    blocks.append(_invitation(memory, screen, lang))
    for kind in KINDS:
        some = [one for one in models if one.status == "available" and one.kind == kind]
        if some:
            heading = f"{translate(_HEADINGS[kind], lang)} (--{setting_of(kind)})"
            blocks.append(_block(heading, some, screen, lang))
    return "\n\n".join(blocks)


def _invitation(memory: int, screen: Terminal, lang: str) -> str:
    head = screen.paint(said("More: askvn models pull NAME", lang), "1")
    if not memory:
        return head
    having = said("Memory here: {memory}", lang, memory=readable(memory))
    meanings = ", ".join(
        f"{_sign(fit, screen)} {translate(word, lang)}"
        for fit, word in ((True, "fits"), (False, "too large"))
    )
    return f"{head}\n{having} · {meanings}"


def installed(done: Outcome, home: Home) -> dict[str, Any]:
    """Return an installed model as a JSON object."""
    model = done.manifest
    return {
        **model.to_json(),
        "bytes": model.size,
        "folder": str(home.files(model.name)),
        "setting": setting_of(model.kind),
        "address": address_of(model.kind, model.name),
        "was_there": done.was_there,
    }


def arrived(done: Outcome, screen: Terminal, lang: str) -> str:
    """Return what came, and how it is used: once, and from now on."""
    model = done.manifest
    template = (
        "{name} is here already, whole: {facts}"
        if done.was_there
        else "{name} is installed, every file checked: {facts}"
    )
    return "\n".join(
        [
            said(template, lang, name=model.name, facts=_facts(model, lang)),
            *_uses(model, screen, lang),
        ]
    )


def packed(done: Packed, lang: str) -> str:
    """Return what a bundle holds, and what to do with it."""
    names = ", ".join(model.name for model in done.models) or "–"
    lines = [
        said(
            "{path} holds {size}: {names}",
            lang,
            path=done.path,
            size=readable(done.size),
            names=names,
        )
    ]
    lines.append(said("On the machine without a network:", lang))
    if done.wheels:
        lines[0] += said(" and {count} wheels", lang, count=len(done.wheels))
        lines += _indented(installation(done.path.name, done.requirement))
    return "\n".join([*lines, f"  askvn models unbundle {done.path.name}"])


def unpacked(done: Unpacked, path: Path, screen: Terminal, lang: str) -> str:
    """Return what came out of a bundle, and how each of it is used."""
    blocks = [arrived(one, screen, lang) for one in done.models]
    if done.wheels:
        note = said(
            "It also holds {count} wheels; to install askvn from them:",
            lang,
            count=len(done.wheels),
        )
        blocks.append("\n".join([note, *_indented(installation(path.name, done.requirement))]))
    return "\n\n".join(blocks)


def _indented(commands: Sequence[str]) -> list[str]:
    return [f"  {command}" for command in commands]


def _uses(model: Manifest, screen: Terminal, lang: str) -> list[str]:
    address = address_of(model.kind, model.name)
    pairs = {
        "Try it": _TRIALS[model.kind].format(address=address),
        "Always, in askvn.toml": f'{setting_of(model.kind)} = "{address}"',
    }
    return [
        f"  {translate(label, lang)}:\n    {screen.paint(line, '1;36')}"
        for label, line in pairs.items()
    ]


def _facts(model: Manifest, lang: str) -> str:
    licence = model.licence or translate("its card names no licence", lang)
    parts = [readable(model.size), licence]
    if context := model.about.get("context"):
        parts.append(said("context {count} tokens", lang, count=context))
    return " · ".join(map(str, parts))


def _block(heading: str, models: Sequence[Entry], screen: Terminal, lang: str) -> str:
    lines = [screen.paint(heading, "1")]
    for one in models:
        lines += _lines(one, screen, lang)
        if one.status == "available" and one.purpose:
            lines.append(screen.fold(translate(one.purpose, lang), "    "))
        if one.status == "installed":
            lines.append(screen.paint(f"    --{one.setting} {one.address}", "36"))
    return "\n".join(lines)


def _lines(one: Entry, screen: Terminal, lang: str) -> list[str]:
    """Return name, size and licence (or use) in a line, in two where the terminal is narrow."""
    size = "" if one.bytes is None else f"{'~' if one.is_estimate else ''}{readable(one.bytes)}"
    about = one.licence or translate("licence: see its card", lang)
    if one.status in ("builtin", "damaged"):
        about = translate(str(one.purpose), lang)
    head = f"{one.name:<{_NAME_COLUMNS}}  {size:>8}"
    sign = _sign(one.fits, screen)
    if len(head) + len(about) + 4 <= screen.columns:
        return [f"{sign} {head}  {about}"]
    return [f"{sign} {head}", screen.fold(about, "    ")]


def _sign(fits: bool | None, screen: Terminal) -> str:
    if fits is None:
        return " "
    return screen.paint("✓", "32") if fits else screen.paint("✗", "31")


def _short(folder: Path) -> str:
    """Return a folder with the user's own as `~`."""
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except ValueError:
        return str(folder)
