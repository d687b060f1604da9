"""Loss curves of a log in JSON lines, drawn beside it."""

import json
from collections.abc import Mapping
from pathlib import Path

# How many records a curve is averaged over.
_SMOOTH = 9


def draw(log: Path, names: Mapping[str, str], *, across: str) -> None:
    """Write `log` with the suffix .png: a curve for each field of `names`, against `across`.

    `names` gives each field its title.
    """
    from matplotlib.figure import Figure

    records = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    figure = Figure(figsize=(8, 4))
    axes = figure.add_subplot(xlabel=across, ylabel="cross-entropy (nats)")
    for name, title in names.items():
        known = [record for record in records if name in record]
        values = [record[name] for record in known]
        spans = [values[max(0, place - _SMOOTH + 1) : place + 1] for place in range(len(values))]
        means = [sum(span) / len(span) for span in spans] if len(values) > 50 else values
        axes.plot([record[across] for record in known], means, label=title)
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(log.with_suffix(".png"), dpi=110, bbox_inches="tight")
