"""The colours: by role, light and dark, for the page and for its plots."""

from __future__ import annotations

from collections.abc import Mapping

LIGHT = {
    "paper": "#f6f5f1",
    "sheet": "#ffffff",
    "sunk": "#efede6",
    "line": "#dedbd2",
    "edge": "#80867f",
    "ink": "#1d2729",
    "soft": "#566164",
    "accent": "#0f5c5c",
    "on-accent": "#fefefe",
    "tint": "#e1eeec",
    "bar": "#3f938d",
    "baseline": "#a0602b",
    "wrong": "#b4531a",
    "faint-wrong": "#efc9a8",
    "highlight": "#ffe9a8",
    "highlight-ink": "#2b2300",
    "warn": "#7a3d00",
    "warn-tint": "#fdf0dc",
    "heat-0": "#f4f3ee",
    "heat-1": "#dcebe8",
    "heat-2": "#abd2cc",
    "heat-3": "#2f7d78",
    "heat-4": "#0b4747",
    "on-heat": "#fdfdfd",
}

DARK = {
    "paper": "#131a1c",
    "sheet": "#1b2427",
    "sunk": "#161e21",
    "line": "#303c40",
    "edge": "#7f8c8f",
    "ink": "#e7eae8",
    "soft": "#a3aeaf",
    "accent": "#83cbc4",
    "on-accent": "#0c2625",
    "tint": "#21393a",
    "bar": "#3f918b",
    "baseline": "#f0b47c",
    "wrong": "#f0a46c",
    "faint-wrong": "#6b4a2c",
    "highlight": "#5c4912",
    "highlight-ink": "#fff4cf",
    "warn": "#f3bf7f",
    "warn-tint": "#3a2c17",
    "heat-0": "#20292c",
    "heat-1": "#22393a",
    "heat-2": "#27504f",
    "heat-3": "#5fb1aa",
    "heat-4": "#a5e0da",
    "on-heat": "#0c2221",
}


def css() -> str:
    """Return both themes as CSS variables: the system's, the reader's choice, light on paper."""
    return (
        f":root {{ color-scheme: light; {_variables(LIGHT)} }}\n"
        "@media (prefers-color-scheme: dark) {\n"
        f"  :root {{ color-scheme: dark; {_variables(DARK)} }}\n"
        "}\n"
        f':root[data-theme="light"] {{ color-scheme: light; {_variables(LIGHT)} }}\n'
        f':root[data-theme="dark"] {{ color-scheme: dark; {_variables(DARK)} }}\n'
        f"@media print {{ :root:root:root {{ color-scheme: light; {_variables(LIGHT)} }} }}\n"
    )


def _variables(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{role}: {colour};" for role, colour in colours.items())
