"""The benchmarks page shows what was measured, and nothing else."""

import pytest
from benchmarks import common, page


def test_the_page_is_what_the_results_make():
    assert page.PAGE.read_text(encoding="utf-8") == page.text()


def test_every_result_has_its_place_on_the_page():
    shown = page.text()
    for path in common.RESULTS.glob("*.json"):
        name = path.stem.removeprefix("sweep-")
        assert f"benchmarks.{name}" in shown or f"benchmarks.sweep {name}" in shown, path.name


@pytest.mark.parametrize(
    ("values", "share", "expected"), [([3, 1, 2], 0.5, 2), ([5], 0.95, 5), (range(101), 0.95, 95)]
)
def test_a_quantile_leaves_its_share_below(values, share, expected):
    assert common.quantile(list(values), share) == expected
