"""The report of a measurement: what it counts as a failure, what it says, what it draws."""

import json
import re
import string
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from material import VIETNAMESE
from measured import bare, block, one, record, result

from askvn.errors import MissingExtraError
from askvn.evaluate import report
from askvn.evaluate.report import curves, measures, names, texts
from askvn.evaluate.report.canvas import label
from askvn.evaluate.report.failures import REASONS, dropped_variants, failed_by
from askvn.evaluate.report.language import Language
from askvn.evaluate.report.palette import DARK, LIGHT

NAMES = ["retrieval", "robustness", "answers", "follow_up", "refusal", "latency"]
HOSTILE = [
    "</script><script>window.hacked = 1</script>",
    '<img src=x onerror="window.hacked = 1">',
    "<!-- <script>",
    "{{ 7 * 7 }} {% raw %} {say} ${6*7}",
    r"$\frac{1}$ \u003c &lt; ' \" \\",
    "\u202e\u0000\ud800 dòng\nmới",
]
VI, EN = Language("vi"), Language("en")
SVG = "{http://www.w3.org/2000/svg}"


def page(measured, folder, lang="vi"):
    path = folder / "bao-cao.html"
    report.write(measured, path, lang=lang)
    return path.read_text(encoding="utf-8")


def data(html):
    """Return what the page's script reads."""
    return json.loads(
        re.search(r'<script type="application/json" id="data">(.*?)</script>', html)[1]
    )


def drawings(html):
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.S)]


class Outline(HTMLParser):
    """The tags, ids and visible texts of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.ids, self.texts = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_data(self, data):
        self.texts.append(data.strip())


@pytest.fixture(scope="module")
def full():
    """Three sets: two that can give everything, one that gives nothing but retrieval."""
    records = [
        record(1, milliseconds={"retrieve": 1.0, "first_token": 10.0, "total": 2000.0}),
        record(2, retrieval={"as_typed": one(0.0)}),
    ]
    return result(block("vien-ca", records=records), block("rung-tram", seed=1), bare())


@pytest.fixture(scope="module")
def html(full, tmp_path_factory):
    return page(full, tmp_path_factory.mktemp("report"))


# failures


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"answer": None, "retrieval": None}, []),
        ({"retrieval": {"as_typed": one(0.0)}}, ["not_found"]),
        ({"retrieval": {"as_typed": one(1.0, first=0.0)}}, ["not_first"]),
        ({"answered": {"evidence": {"hit@1": 0.0, "hit@3": 1.0}}}, ["wrong_sentence"]),
        ({"answered": {"evidence": None}}, []),
        ({"answered": {"wrong_number": True}}, ["wrong_number"]),
        ({"answered": {"cited": [{"quote": "…", "supported": False}]}}, ["unsupported"]),
        ({"answered": {"refused": True, "cited": []}}, ["wrongly_refused"]),
        ({"unanswerable": True, "retrieval": None}, ["wrongly_answered"]),
        ({"unanswerable": True, "retrieval": None, "answer": None}, []),
        ({"unanswerable": True, "retrieval": None, "answered": {"refused": True}}, []),
        ({"retrieval": {"as_typed": one(1.0), "typo": one(0.0)}}, ["variant_dropped"]),
        ({"retrieval": {"as_typed": one(0.0), "typo": one(1.0)}}, ["not_found"]),
        (
            {"retrieval": {"as_typed": one(0.0)}, "answered": {"refused": True}},
            ["not_found", "wrongly_refused"],
        ),
    ],
)
def test_a_question_fails_by_what_went_wrong_and_by_nothing_else(changes, reasons):
    assert failed_by(record(**changes)) == reasons


def test_a_variant_that_loses_one_of_two_documents_is_named():
    found = {"as_typed": one(1.0), "nfd": one(1.0), "typo": one(0.5), "upper": one(1.0, first=0)}
    assert dropped_variants(record(retrieval=found)) == ["typo"]


def test_the_page_holds_the_failing_questions_and_no_others(html):
    shown = data(html)["failures"]
    assert [(one["set"], one["id"], one["reasons"]) for one in shown] == [
        ("vien-ca", "c0002", ["not_found"])
    ]
    assert [hit["wanted"] for hit in shown[0]["retrieved"]] == [True] + [False] * 9
    assert shown[0]["answer"]["cited"][0]["supported"] is True
    assert "1 trên 2 câu hỏi có chỗ chưa đạt" in html


# the page


@given(st.lists(VIETNAMESE | st.sampled_from(HOSTILE), min_size=6, max_size=6))
@settings(max_examples=30, deadline=None)
def test_whatever_people_write_reaches_the_page_as_text_alone(tmp_path_factory, written):
    question, answer, title, quote, kind, name = written
    hit = {"source": title, "title": title}
    failing = record(
        question=question,
        kind=kind,
        history=[[quote, answer]],
        wanted={"documents": [title], "evidence": [quote], "answers": [answer], "key_facts": []},
        retrieved=[hit],
        answered={"text": answer, "refused": True, "cited": [{**hit, "quote": quote}]},
        milliseconds={},
    )
    nothing = bare(name) | {"retrieval": {}, "records": [failing]}
    html = page(result(nothing, settings={"llm": title}), tmp_path_factory.mktemp("hostile"))
    (shown,) = data(html)["failures"]
    wrote = [text.replace("\ud800", "?") for text in (question, answer, title, quote, kind, name)]
    assert [
        shown["question"], shown["answer"]["text"], shown["retrieved"][0]["title"],
        shown["answer"]["cited"][0]["quote"], shown["kind"], shown["set"],
    ] == wrote  # fmt: skip
    assert shown["history"] == [[wrote[3], wrote[1]]]
    assert Outline(html).tags.count("script") == 2
    assert "img" not in Outline(html).tags


def test_a_set_with_a_hostile_name_is_drawn_and_listed_as_it_is(tmp_path):
    html = page(result(*map(bare, HOSTILE)), tmp_path)
    said = {text.text for svg in drawings(html) for text in svg.iter(f"{SVG}text")}
    assert {label(name, 150 // 7) for name in HOSTILE} <= said
    assert Outline(html).tags.count("script") == 2
    listed = [name.replace("\ud800", "?").strip() for name in HOSTILE]
    assert set(listed) <= set(Outline(html).texts)


def test_the_page_asks_for_nothing_from_anywhere(html):
    addresses = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)""", html)
    assert {address for address in addresses if not address.startswith(("#", "data:"))} == set()
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"|http-equiv', "", html)
    assert "default-src 'none'" in html


def test_the_policy_names_the_digest_of_the_very_script(html):
    import base64
    import hashlib

    script = re.findall(r"<script>(.*?)</script>", html, re.S)
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    assert len(script) == 1
    assert f"script-src 'sha256-{digest}'" in html


def test_the_same_result_makes_the_same_bytes(full, html, tmp_path):
    assert page(full, tmp_path) == html
    measured = result(bare())
    first, again = (
        [path.read_bytes() for path in report.save_figures(measured, tmp_path, lang="en")]
        for _ in range(2)
    )
    assert first == again


def test_no_id_stands_twice_on_the_page(html):
    ids = Outline(html).ids
    assert sorted(ids) == sorted(set(ids))
    assert {"summary", "plots", "table", "failures", "retrieval-wide-title"} <= set(ids)


def test_the_headline_says_what_was_measured_in_the_language_asked_for(html, tmp_path):
    assert "Ngày 22/11/2026, askvn 0.1.0 tìm trong tài liệu và trả lời 3.773 câu hỏi" in html
    assert "của 3 bộ: vien-ca, rung-tram, trong-tron." in html
    english = page(result(bare(), sample=400), tmp_path, lang="en")
    assert "On 2026-11-22, askvn 0.1.0 searched the documents and answered 3 questions" in english
    assert "At most 400 questions of each set were sampled (seed 0)." in english
    assert '<html lang="en">' in english


def test_a_tile_gives_the_mean_its_interval_and_the_baseline(tmp_path):
    mean = {
        "retrieval": {"as_typed": {"ndcg@10": 0.8768}},
        "baseline": {"retrieval": {"as_typed": {"ndcg@10": 0.8012}}},
        "intervals": {
            "retrieval.as_typed.ndcg@10": [0.8512, 0.9],
            "answer.wrong_number": [0.031, 0.031],
        },
        "answer": {"wrong_number": 0.031},
    }
    html = page(result(bare(), mean=mean), tmp_path)
    said = Outline(html).texts
    assert said[said.index("Xếp hạng (nDCG@10)") :][2] == "87,7%"
    assert {"khoảng 95%: 85,1–90,0%", "mốc: 80,1%", "3,1%", "càng thấp càng tốt"} <= set(said)
    assert re.findall(r"left: [\d.]+%; width: [\d.]+%", html) == ["left: 85.12%; width: 4.88%"]


def test_what_no_set_can_give_is_left_out_and_what_one_cannot_give_is_a_dash(tmp_path, html):
    poor = page(result(bare(), mean={}), tmp_path)
    said = Outline(poor).texts
    assert "Đủ ý chính" not in said
    assert "Từ chối nhầm" not in said
    cells = re.findall(r'<td data-number="([^"]*)">([^<]*)</td>', html)
    assert ("", "–") in cells
    assert all((number == "") == (text == "–") for number, text in cells)
    assert ("1240.0", "1.240") in cells
    assert ("88.0", "88,0 ms") in cells
    assert ("1410.0", "1,4 s") in cells


def test_an_empty_result_makes_a_page_all_the_same(tmp_path):
    empty = {"date": "2026-11-22", "sets": [], "mean": None, "settings": {}, "versions": {}}
    assert data(page(empty, tmp_path))["failures"] == []
    assert report.save_figures(empty, tmp_path, lang="vi") == []


def test_figures_that_are_no_numbers_are_missing(tmp_path):
    odd = bare() | {"retrieval": {"as_typed": one(float("nan"))}, "documents": None}
    odd["records"] = [record(answered={"refused": True, "confidence": float("inf")})]
    html = page(result(odd, mean={}), tmp_path)
    assert data(html)["failures"][0]["answer"]["confidence"] is None
    assert re.findall(r'<td data-number="">–</td>', html) == ['<td data-number="">–</td>']


@pytest.mark.parametrize(
    ("module", "package"), [("matplotlib.figure", "matplotlib"), ("jinja2",) * 2]
)
def test_a_missing_package_is_an_error_that_tells_what_to_install(
    module, package, full, tmp_path, monkeypatch
):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=f"'{package}' is not installed") as failed:
        report.write(full, tmp_path / "x.html", lang="vi")
    assert failed.value.hint == "pip install 'askvn[eval]'"
    assert not (tmp_path / "x.html").exists()


# the plots


def test_plots_in_the_page_take_its_colours_its_letters_and_no_ids_of_matplotlib(html):
    shown = drawings(html)
    assert [svg.get("aria-labelledby").split("-")[0] for svg in shown[::2]] == NAMES
    for svg in shown:
        said = {part.get("id"): part.text for part in svg if part.get("id")}
        assert list(said) == svg.get("aria-labelledby").split()
        assert all(said.values())
        styles = [part.get("style", "") for part in svg.iter()]
        assert not any("#" in style or "font-family" in style or "url" in style for style in styles)
        assert any("var(--ink)" in style for style in styles)


def test_bars_are_as_long_as_their_figures_and_say_them(html, full):
    wide = drawings(html)[0]
    widths = [
        max(xs) - min(xs)
        for path in wide.iter(f"{SVG}path")
        if "fill: var(--bar)" in path.get("style")
        for xs in [[float(x) for x in re.findall(r"[ML] ([\d.]+)", path.get("d"))]]
    ][1:]
    rows = [full["mean"], *full["sets"]]
    wanted = [row["retrieval"]["as_typed"][name] for name in one(0) for row in rows]
    assert [width / widths[0] for width in widths] == pytest.approx(
        [value / wanted[0] for value in wanted], abs=1e-5
    )
    said = [text.text for text in wide.iter(f"{SVG}text")]
    assert [text for text in said if "," in text] == [VI.percent(value) for value in wanted]


def test_a_cell_is_the_stronger_the_more_is_lost(tmp_path):
    losing = bare() | {
        "retrieval": {
            "as_typed": one(0.8), "typo": one(0.68), "nfd": one(0.8), "upper": one(0.76),
            "polite": one(0.81),
        }
    }  # fmt: skip
    html = page(result(losing, mean={}), tmp_path)
    (wide, _) = [svg for svg in drawings(html) if "robustness" in svg.get("aria-labelledby")]
    said = [text.text for text in wide.iter(f"{SVG}text")]
    shades = re.findall(r"fill: var\(--(heat-\d)", ElementTree.tostring(wide, "unicode"))
    changes = [text for text in said if re.fullmatch(r"[−+]?\d+,\d", text)]
    assert dict(zip(changes, shades, strict=True)) == {
        "0,0": "heat-0",
        "−12,0": "heat-4",
        "+1,0": "heat-0",
        "−4,0": "heat-2",
    }


def test_the_refusal_plot_tells_shares_and_precision_at_the_current_setting(html):
    said = [text.text for svg in drawings(html) for text in svg.iter(f"{SVG}text")]
    wrongly = (0.5**3 + 0.5**4) / 2
    rightly = (0.5**0.4 + 0.5**0.5) / 2
    assert f"Từ chối đúng: {VI.percent(rightly)}" in said
    assert f"Từ chối nhầm: {VI.percent(wrongly)}" in said
    assert f"Từ chối có lý: {VI.percent(0.9)}" in said
    assert "hiện nay: 0,5" in said


def test_a_curve_is_straight_between_its_points_and_nowhere_else():
    points = [(0.2, 0.0), (0.4, 0.5), (0.4, 0.6), (0.8, 1.0)]
    heights = [curves.at(points, x) for x in (0.1, 0.2, 0.3, 0.6, 0.8, 0.9)]
    assert heights == [None, 0.0, pytest.approx(0.25), pytest.approx(0.8), 1.0, None]


def test_the_latency_plot_marks_the_median_and_the_slowest_twentieth(tmp_path):
    timed = [record(n, milliseconds={"retrieve": float(n), "total": None}) for n in range(1, 102)]
    html = page(result(bare() | {"records": timed}), tmp_path, lang="en")
    said = [text.text for svg in drawings(html) for text in svg.iter(f"{SVG}text")]
    assert {"Retrieval", "p50 51.0 ms", "p95 96.0 ms", "1 ms", "10 ms", "100 ms"} <= set(said)
    assert "Whole answer" not in said


def test_times_that_are_all_alike_or_nothing_can_be_drawn(tmp_path):
    alike = [record(n, milliseconds={"retrieve": 0.0, "total": 5.0}) for n in range(3)]
    html = page(result(bare() | {"records": alike}), tmp_path, lang="vi")
    said = [text.text for svg in drawings(html) for text in svg.iter(f"{SVG}text")]
    assert {"p50 0,0 ms", "p95 5,0 ms"} <= set(said)


def test_pictures_are_saved_under_the_names_of_their_plots(full, tmp_path):
    paths = report.save_figures(result(block(records=[record()])), tmp_path / "hinh", lang="vi")
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        f"hinh/{name}.png" for name in NAMES
    ]
    head = paths[0].read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(head[16:20]) == 2080


@given(VIETNAMESE | st.sampled_from(HOSTILE), st.integers(1, 30))
def test_a_label_is_one_printable_line_that_fits(text, most):
    fitted = label(text, most)
    assert len(fitted) <= most
    assert fitted.isprintable()
    assert fitted.strip() == fitted
    assert fitted == " ".join(text.split()) or fitted.endswith("…") or not text.isprintable()


# words, numbers, colours


def test_numbers_are_written_as_the_language_writes_them():
    assert [VI.percent(0.8768), EN.percent(0.8768), VI.percent(None)] == ["87,7%", "87.7%", "–"]
    assert [VI.whole(1885.0), EN.whole(1885), VI.whole(None)] == ["1.885", "1,885", "–"]
    assert [VI.change(-6.94), VI.change(0.04), EN.change(2)] == ["−6,9", "0,0", "+2.0"]
    assert [VI.duration(3.14), VI.duration(131.4), EN.duration(1410), EN.duration(None)] == [
        "3,1 ms", "131 ms", "1.4 s", "–",
    ]  # fmt: skip
    assert [VI.duration(99.96), VI.duration(999.7)] == ["100 ms", "1,0 s"]
    assert [VI.day("2026-11-02"), EN.day("2026-11-02"), VI.day("hôm qua")] == [
        "2/11/2026", "2026-11-02", "hôm qua",
    ]  # fmt: skip


def test_every_text_is_there_in_both_languages_with_the_same_places_to_fill():
    parts = [texts.PAGE, names.LAYERS, names.FIGURES, texts.PLOTS, texts.VARIANTS, texts.FAILURES]
    parts.append(texts.LIST)
    assert sum(map(len, parts)) == len(texts.TEXTS)
    for key, pair in texts.TEXTS.items():
        assert all(pair), key
        vietnamese, english = (
            sorted(place for _, place, _, _ in string.Formatter().parse(text) if place)
            for text in pair
        )
        assert vietnamese == english, key
    assert set(texts.FAILURES) == set(REASONS)
    for measure in measures.MEASURES:
        assert measure.path in texts.TEXTS
        assert measure.layer in texts.TEXTS
        assert not measure.headline or f"{measure.path}?" in texts.TEXTS


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_both_themes_have_the_contrast_of_wcag_aa(colours):
    pairs = {
        "paper": ["ink", "soft", "accent"],
        "sheet": ["ink", "soft", "accent", "warn", "baseline"],
        "sunk": ["ink"],
        "accent": ["on-accent"],
        "tint": ["accent"],
        "highlight": ["highlight-ink"],
        "warn-tint": ["warn"],
        **{f"heat-{shade}": ["ink"] for shade in (0, 1, 2)},
        **{f"heat-{shade}": ["on-heat"] for shade in (3, 4)},
    }
    for ground, letters in pairs.items():
        for letter in letters:
            assert contrast(colours[ground], colours[letter]) >= 4.5, (ground, letter)
    for ground in ("paper", "sheet"):
        for shape in ("bar", "edge", "baseline", "wrong", "accent", "ink"):
            assert contrast(colours[ground], colours[shape]) >= 3, (ground, shape)
    assert len(set(LIGHT.values())) == len(LIGHT)
    assert list(LIGHT) == list(DARK)


def contrast(first, second):
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour):
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    ]
    return sum(
        weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )
