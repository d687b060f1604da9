"""The loss curves as a picture, where matplotlib is installed."""

import json
from pathlib import Path

CURVES = {"step": "static model", "encoder_step": "encoder"}


def plot_loss(log: Path, target: Path) -> None:
    """Write the losses over the steps of `log`, one curve a model, to the PNG `target`."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    figure = Figure(figsize=(10, 4))
    for place, (name, title) in enumerate(CURVES.items(), start=1):
        points = {event["step"]: event["loss"] for event in events if event["event"] == name}
        axes = figure.add_subplot(1, len(CURVES), place, title=title, xlabel="step", ylabel="loss")
        axes.plot(list(points), list(points.values()))
    figure.savefig(target, dpi=120, bbox_inches="tight")
