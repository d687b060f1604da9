"""An installed model by its name, as it stands behind `llama-cpp:` or `st:` in the settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from askvn.errors import ModelDamagedError, ModelError, ModelNotFoundError
from askvn.models.home import Home
from askvn.models.manifest import Kind, Manifest, address_of, is_name, setting_of


@dataclass(frozen=True, slots=True)
class Located:
    """An installed model and where the libraries load it from: a GGUF file, or a folder."""

    manifest: Manifest
    path: Path

    def context(self, wanted: int) -> int:
        """Return `wanted` tokens, or as many as the model was made for where those are fewer."""
        known = self.manifest.about.get("context")
        return min(wanted, known) if isinstance(known, int) and known > 0 else wanted


def locate(text: str, kind: Kind, home: Home) -> Located | None:
    """Return the installed model called `text`, None where `text` is a path or a hub's id.

    A name is in lower case, without a slash, and no GGUF file's; it is looked for among the
    installed models first.

    Raises:
        ModelNotFoundError: if a name is neither an installed model nor a path.
        ModelDamagedError: if the model's files are not all there.
        ModelError: if the model is of another kind.
    """
    if not is_name(text) or text.endswith(".gguf"):
        return None
    if text not in home.names():
        if Path(text).exists():
            return None
        raise _missing(text)
    manifest = home.read(text)
    if manifest.kind != kind:
        raise ModelError(
            "'{name}' is a model for the setting '{right}', not for '{setting}'",
            hint='{right} = "{address}"',
            name=text,
            right=setting_of(manifest.kind),
            setting=setting_of(kind),
            address=address_of(manifest.kind, text),
        )
    if home.problems(manifest):
        raise ModelDamagedError(
            "the model '{name}' is not as it was installed",
            hint="askvn models verify",
            name=text,
        )
    files = home.files(text)
    return Located(manifest, files / manifest.files[0].path if kind == "chat" else files)


def _missing(name: str) -> ModelNotFoundError:
    from askvn.models import catalogue

    if any(preset.name == name for preset in catalogue.PRESETS):
        return ModelNotFoundError(
            "the model '{name}' is not installed yet", hint="askvn models pull {name}", name=name
        )
    return catalogue.unknown(name)
