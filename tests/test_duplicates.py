"""Near-duplicates are shown once and named beside the best."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from material import VIETNAMESE

from askvn.duplicates import collapse
from askvn.records import Hit, Place
from askvn.vietnamese.likeness import signature

TEXT = (
    "Sáng 15/1, tại Hà Nội, Bộ trưởng tiếp đoàn doanh nghiệp Malaysia. Hai bên trao đổi về trung "
    "tâm dữ liệu, an toàn thông tin và đào tạo kỹ sư, rồi ký biên bản ghi nhớ gồm năm điều."
)


def hit(number, source, text=TEXT):
    """Return the hit with this rank."""
    return Hit(
        number, 1 / number, source, source.upper(), 10 + number, 0, len(text), None, text,
        visible=text, signature=signature(text),
    )  # fmt: skip


def test_a_reprint_becomes_a_place_beside_the_best_and_ranks_close_up():
    other = hit(3, "khác.md", "Một bài khác hẳn về cầu đường ở miền Tây. " * 4)
    best, last = collapse([hit(1, "báo.md"), hit(2, "in lại.md"), other], 5)
    place = Place("in lại.md", "IN LẠI.MD", 12, 0, len(TEXT), None)
    assert best == replace(hit(1, "báo.md"), also_in=(place,))
    assert last == replace(other, rank=2)
    assert best.to_json()["also_in"] == [
        {"source": "in lại.md", "title": "IN LẠI.MD", "chunk": 12, "start": 0, "end": len(TEXT),
         "page": None}
    ]  # fmt: skip


def test_two_passages_of_one_document_stay_two():
    hits = [hit(1, "a"), hit(2, "a"), hit(3, "b"), hit(4, "b")]
    assert [(one.chunk, [place.chunk for place in one.also_in]) for one in collapse(hits, 5)] == [
        (11, [13]),
        (12, [14]),
    ]


def test_another_number_is_another_passage():
    hits = [hit(1, "a"), hit(2, "b", TEXT.replace("15/1", "16/1"))]
    assert collapse(hits, 5) == hits


def test_places_behind_the_last_rank_are_named_too():
    other = hit(2, "khác.md", "Một bài khác hẳn về cầu đường ở miền Tây. " * 4)
    (best,) = collapse([hit(1, "a"), other, hit(3, "b")], 1)
    assert [place.source for place in best.also_in] == ["b"]


def test_a_passage_without_a_signature_is_never_collapsed():
    hits = [replace(hit(1, "a"), signature=0), replace(hit(2, "b"), signature=0)]
    assert collapse(hits, 5) == hits


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from([TEXT, f"Tin: {TEXT}"]) | VIETNAMESE),
        max_size=8,
    ),
    st.integers(0, 9),
)
def test_every_hit_is_kept_named_or_beyond_the_last_rank(rows, k):
    hits = [hit(number, source, text) for number, (source, text) in enumerate(rows, start=1)]
    kept = collapse(hits, k)
    assert [one.rank for one in kept] == list(range(1, len(kept) + 1))
    assert [one.score for one in kept] == sorted((one.score for one in kept), reverse=True)
    shown = [[one.source, *(place.source for place in one.also_in)] for one in kept]
    assert all(len(set(sources)) == len(sources) for sources in shown)
    chunks = [one.chunk for one in kept] + [place.chunk for one in kept for place in one.also_in]
    assert len(set(chunks)) == len(chunks)
    assert set(chunks) <= {one.chunk for one in hits}
    assert set(chunks) == {one.chunk for one in hits} or len(kept) == k
