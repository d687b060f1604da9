"""The loss curve as a picture, where matplotlib is installed."""

import json
from pathlib import Path


def plot_loss(log: Path, target: Path) -> None:
    """Write the training loss over the steps of `log` to the PNG `target`."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    points = [(event["step"], event["loss"]) for event in events if event["event"] == "step"]
    if points:
        figure = Figure(figsize=(7, 4))
        axes = figure.add_subplot(xlabel="step", ylabel="loss (mean of 100 steps)")
        axes.plot(*zip(*points, strict=True))
        figure.savefig(target, dpi=120, bbox_inches="tight")
