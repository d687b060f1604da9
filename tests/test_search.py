"""Searching end to end: filters, near-duplicates, what was understood, how it is shown."""

import json
from dataclasses import replace

import pytest
from material import ARTICLES

from askvn.cli import main
from askvn.records import Where
from askvn.understand import Vocabulary, understand

NEWS = "Sở Công thương khai trương sàn giao dịch thiết bị số {} tại Đà Nẵng ngày {}/3/2016. "


@pytest.fixture
def many(engine, folder):
    """Return an engine over the three articles and thirty others, dated and tagged."""
    for number in range(1, 31):
        (folder / "so").mkdir(exist_ok=True)
        (folder / "so" / f"{number:02}.md").write_text(
            f"---\ntitle: Sàn {number}\ndate: 2016-03-{number:02}\n"
            f"tags: [{'sàn, số' if number % 3 else 'số'}]\n---\n"
            + NEWS.format(number, number)
            + f"Phiên thứ {number} có {number * 7} gian hàng.\n",
            encoding="utf-8",
        )
    engine.ingest([folder])
    return engine


def sources(hits):
    return [hit.source for hit in hits]


def test_a_filter_leaves_only_what_fits_and_never_fewer_than_there_are(many):
    question = "Diễn đàn ICT Hàn Quốc khai mạc ngày nào?"
    assert many.search(question, k=1)[0].source == "han-quoc.md"
    narrow = many.search(question, k=20, where=Where(sources=("so/*",)))
    assert len(narrow) == 20
    assert all(source.startswith("so/") for source in sources(narrow))
    tagged = many.search(question, k=50, where=Where(tags=("SÀN",)))
    assert sorted(sources(tagged)) == [f"so/{n:02}.md" for n in range(1, 31) if n % 3]
    dated = many.search(question, k=50, where=Where(after="2016-03-05", before="2016-03-07"))
    assert sorted(sources(dated)) == ["so/05.md", "so/06.md", "so/07.md"]
    assert many.search(question, k=5, where=Where(sources=("không/*",))) == []


def test_a_question_without_diacritics_is_read_by_the_passages_that_fit_it(engine, folder):
    (folder / "tre.txt").write_text(
        "Cây tre\n\nLá tre hình mũi mác, dài bảy đến mười sáu phân, mặt dưới có lông. "
        "Thợ đan dùng lá tre khô lót nón.\n",
        encoding="utf-8",
    )
    for number in range(30):
        (folder / f"lop-{number}.txt").write_text(
            f"Lớp mẫu giáo số {number}\n\nHọc viên là trẻ em của tổ dân phố {number}. "
            "Người được ưu tiên là trẻ ở xa trường.\n",
            encoding="utf-8",
        )
    engine.ingest([folder])
    found = engine.find("la tre hinh mui mac dai bao nhieu", k=5)
    assert found.understood.text == "lá tre hình mũi mác dài bao nhiêu"
    assert found.hits[0].source == "tre.txt"
    opened = engine.shelf.current()
    vocabulary = Vocabulary(opened.frequency, opened.idf, engine.library.meanings)
    first = understand(
        "la tre hinh mui mac dai bao nhieu", vocabulary=vocabulary, restorer=engine.restorer
    )
    assert first.text.startswith("là trẻ ")


class Counting:
    """Likes long passages best, and counts how often it is asked."""

    def __init__(self):
        self.asked = []

    def score(self, question, texts):
        self.asked.append(question)
        return [float(len(text)) for text in texts]


def test_a_question_that_is_read_twice_is_judged_once(engine):
    judge = Counting()
    hits = replace(engine, reranker=judge).search("ve tinh duoc phong ngay nao", k=2)
    assert judge.asked == ["vệ tinh được phóng ngày nào"]
    assert [hit.rank for hit in hits] == [1, 2]


def test_a_refusal_follows_where_the_filter_leaves_nothing(many):
    answer = many.ask("Diễn đàn ICT khai mạc ngày nào?", where=Where(before="1999-12-31"))
    assert answer.refused
    assert answer.hits == ()


def test_a_reprint_is_shown_once_with_the_other_place_beside(engine, folder):
    (folder / "lai.md").write_text(
        ARTICLES["phap/ve-tinh.txt"].replace("\nKinh phí", "\n\nKinh phí"), encoding="utf-8"
    )
    engine.ingest([folder])
    hits = engine.search("Vệ tinh VNREDSat-1 được phóng ngày nào?", k=5)
    shown = {hits[0].source, *(place.source for place in hits[0].also_in)}
    assert shown == {"lai.md", "phap/ve-tinh.txt"}
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert not shown & set(sources(hits[1:]))
    also = hits[0].to_json()["also_in"][0]
    document = engine.document(also["source"])
    assert "VNREDSat-1" in document.text[also["start"] : also["end"]]


def run(capsys, *arguments):
    code = main([*arguments, "--lang", "vi"])
    return code, capsys.readouterr().out


def test_what_was_understood_is_shown_only_where_it_differs(many, capsys):
    index = many.settings.index
    _, out = run(capsys, "search", "ve tinh duoc phong ngay nao", "--index", index)
    assert out.startswith("Đã hiểu là: vệ tinh được phóng ngày nào\n")
    _, out = run(capsys, "search", "Vệ tinh được phóng ngày nào?", "--index", index)
    assert "Đã hiểu" not in out
    _, out = run(
        capsys, "search", "ve tinh duoc phong ngay nao", "--as-typed", "--json", "--index", index
    )
    assert json.loads(out)["understood_as"] == "ve tinh duoc phong ngay nao"


def test_explaining_shows_every_part_of_a_score(many, capsys):
    index = many.settings.index
    arguments = ["search", "kinh phi ve tinh bao nhieu", "-k", "2", "--index", index, "--explain"]
    code, out = run(capsys, *arguments, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["understood_as"] == "kinh phí vệ tinh bao nhiêu"
    assert found["explain"]["expects"] == ["number"]
    assert [one["chunk"] for one in found["explain"]["scores"]] == [
        hit["chunk"] for hit in found["hits"]
    ]
    assert all(
        one["final"] == pytest.approx(hit["score"])
        for one, hit in zip(found["explain"]["scores"], found["hits"], strict=True)
    )
    _, text = run(capsys, *arguments)
    assert "hỏi về: con số" in text
    assert "từ ngữ" in text


def test_days_and_sources_are_read_as_people_type_them(many, capsys):
    index = many.settings.index
    _, out = run(
        capsys, "search", "sàn giao dịch", "--source", "so/*", "--after", "28/3/2016", "--json",
        "--index", index,
    )  # fmt: skip
    assert {hit["source"] for hit in json.loads(out)["hits"]} == {
        "so/28.md", "so/29.md", "so/30.md",
    }  # fmt: skip
    code = main(["search", "x", "--after", "hôm qua", "--index", index, "--lang", "vi"])
    assert code == 1
    assert "hôm qua" in capsys.readouterr().err
