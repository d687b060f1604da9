"""Drafted questions: what rules make of a user's own documents."""

import re
from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from material import VIETNAMESE

from askvn.chunk import mask
from askvn.evaluate.draft import draft
from askvn.evaluate.sets import Question
from askvn.records import Document, Mark, Span
from askvn.understand import content_tokens
from askvn.vietnamese.canonical import holds
from askvn.vietnamese.normalise import normalise

VALLEYS = [
    Document(f"{number}.md", text, title=title)
    for number, (title, text) in enumerate(
        {
            "Vụ vải sớm ở đất bãi": """Hợp tác xã Lục Ngạn thu hoạch 31 tấn vải trong vụ hè.
Ngày 3/6/2021, trạm bơm Suối Hoa cấp nước cho cả cánh đồng bậc thang.
Bà Trần Thu Cúc sáng lập lò sấy long nhãn Tân Mộc.
Kho lạnh của nhóm hộ Phì Điền đặt tại Chũ.
Năm 2018, vườn ươm Kim Sơn bán 640 gốc nhãn lồng cho bà con.
Người trồng vải tỉa cành, bón phân chuồng và ủ gốc bằng rơm trước mùa sương muối.
""",
            "Chuyện những người giữ nghề gốm": """Lò gốm Chu Đậu nung 1.200 chiếc bình men lam.
Năm 2016, phường thợ Bồ Bát phục dựng bàn xoay gỗ.
Ông Phạm Văn Lụa viết cuốn sổ tay về men tro trấu Phù Lãng.
Bảo tàng nhỏ của dòng họ Vũ nằm ở Quảng Yên.
Từ năm 1994 đến năm 2003, xưởng Hương Canh có 16 thợ làm ngói âm dương.
Thợ vuốt gốm nhào đất sét, đợi ráo rồi mới tô hoa cúc dây lên thân lọ cổ.
""",
            "Bến thuyền mùa nước nổi": """Đội ghe Vàm Nao có bảy tài công là phụ nữ.
Chợ nổi Ngã Năm họp phiên đầu tiên vào ngày 12/9/2019.
Cô Lâm Thị Sen và ông Danh Sóc Kha dẫn đoàn đua ghe ngo Bassac.
Xưởng đóng xuồng ba lá Mỹ Hòa đặt tại thị trấn Cái Vồn.
Mùa lũ năm 2011, trạm đo Tân Châu ghi mực nước dâng thêm 85 phân.
Dân câu lưới phơi cá linh, vá lọp tre và đợi con nước rong tháng mười âm lịch.
""",
            "Đường tàu lên cao nguyên": """Ga Trại Mát đón 450 lượt khách mỗi cuối tuần.
Đoàn tàu răng cưa Tháp Chàm dừng chạy vào năm 1972.
Tiến sĩ Hoàng Bá Khải tham gia trùng tu đầu máy hơi nước Fives.
Lễ khánh thành bảo tàng hỏa xa diễn ra tại Đơn Dương.
Năm 1913, hầm Dran có 270 phu đào đá làm việc suốt đêm.
Nhân viên gác chắn thắp đèn bão, kéo cờ đỏ rồi ghi nhật trình bằng bút mực tím.
""",
        }.items()
    )
]


def clozes(*texts, count=30):
    """Return the questions drafted from documents with these texts that have an answer."""
    documents = [Document(f"{number}.md", text) for number, text in enumerate(texts)]
    return [one for one in draft(documents, count=count, seed=1) if one.answers]


@pytest.mark.parametrize(
    ("text", "question", "answer", "kind"),
    [
        (
            "Hãng gốm Chu Đậu đạt doanh thu 22,9 triệu USD.",
            "Hãng gốm Chu Đậu đạt doanh thu bao nhiêu triệu USD?",
            "22,9 triệu",
            "number",
        ),
        (
            "Vải sấy Lục Ngạn chiếm khoảng 27,7% lượng hàng xuất khẩu.",
            "Vải sấy Lục Ngạn chiếm bao nhiêu % lượng hàng xuất khẩu?",
            "27,7%",
            "number",
        ),
        (
            "Đội thuyền Cửa Việt có bảy thuyền trưởng là nữ.",
            "Đội thuyền Cửa Việt có bao nhiêu thuyền trưởng là nữ?",
            "bảy",
            "number",
        ),
        (
            "Chợ nổi Long Xuyên mở cửa trở lại vào ngày 4/9/2019.",
            "Chợ nổi Long Xuyên mở cửa trở lại vào ngày nào?",
            "4/9/2019",
            "date",
        ),
        (
            "Năm 2015, viện Hoa Lư dựng lại chiếc cối xay nước.",
            "Vào năm nào viện Hoa Lư dựng lại chiếc cối xay nước?",
            "2015",
            "date",
        ),
        (
            "Từ ngày 1 tháng 3 năm 2020, bến phà Vàm Cống không thu vé.",
            "Từ ngày nào bến phà Vàm Cống không thu vé?",
            "1 tháng 3 năm 2020",
            "date",
        ),
        (
            "Cuối năm 2015, viện Hoa Lư dựng lại chiếc cối xay nước.",
            "Cuối năm nào viện Hoa Lư dựng lại chiếc cối xay nước?",
            "2015",
            "date",
        ),
        (
            "Năm 43 TCN, người làng Vạc giữ chiếc trống đồng Sao Vàng.",
            "Vào năm nào người làng Vạc giữ chiếc trống đồng Sao Vàng?",
            "43 TCN",
            "date",
        ),
        (
            "Hồ Thị Mận sáng lập xưởng sấy nhãn Hưng Yên.",
            "Ai sáng lập xưởng sấy nhãn Hưng Yên?",
            "Hồ Thị Mận",
            "who",
        ),
        (
            "Thạc sĩ Quàng Pha sáng lập xưởng sấy nhãn Hưng Yên.",
            "Ai sáng lập xưởng sấy nhãn Hưng Yên?",
            "Quàng Pha",
            "who",
        ),
        (
            "Bà Trần Thu Cúc sáng lập xưởng sấy nhãn Hưng Yên.",
            "Ai sáng lập xưởng sấy nhãn Hưng Yên?",
            "Trần Thu Cúc",
            "who",
        ),
        (
            "Xưởng đóng ghe Mỹ Hòa đặt tại thị trấn Cái Vồn.",
            "Xưởng đóng ghe Mỹ Hòa đặt ở đâu?",
            "thị trấn Cái Vồn",
            "where",
        ),
    ],
)
def test_a_sentence_becomes_the_question_for_what_is_taken_out(text, question, answer, kind):
    (only,) = clozes(text)
    assert (only.question, only.answers, only.key_facts) == (question, (answer,), (answer,))
    assert (only.kind, only.drafted) == (kind, "cloze")
    assert (only.documents, only.evidence) == (("0.md",), (text,))


def test_a_penalty_is_asked_as_a_range_and_both_ends_are_key_facts():
    (only,) = clozes("1. Người nào đốt rừng phòng hộ, thì bị phạt tù từ 02 năm đến 07 năm.")
    assert only.question == "Người đốt rừng phòng hộ thì bị phạt tù bao nhiêu năm?"
    assert only.answers == ("từ 02 năm đến 07 năm",)
    assert only.key_facts == ("02 năm", "07 năm")


def test_a_long_sentence_is_cut_behind_the_clause_that_asks():
    (only,) = clozes(
        "Hãng gốm Chu Đậu tuyển 45 thợ vẽ men lam, trong đó có nhiều người từng học nghề ở phố "
        "nghề cũ, rồi cho họ ở lại xưởng suốt mùa lò (kể cả ngày nghỉ)."
    )
    assert only.question == "Hãng gốm Chu Đậu tuyển bao nhiêu thợ vẽ men lam?"


def test_a_period_is_asked_with_both_of_its_years():
    (only,) = clozes("Xưởng gốm Chu Đậu nung lò rồng từ năm 1994 đến năm 2003.")
    assert only.question == "Xưởng gốm Chu Đậu nung lò rồng từ năm nào đến năm nào?"
    assert only.answers == ("từ năm 1994 đến năm 2003",)
    assert only.key_facts == ("1994", "2003")


@pytest.mark.parametrize(
    ("rest", "asked"),
    [
        (", việc mà phường nghề chờ đã lâu.", ""),
        (": chiếc thứ nhất nung bằng củi.", ""),
        (", nồi đất và chum sành.", ", nồi đất và chum sành"),
        (", chum sành, và nồi đất.", ", chum sành, và nồi đất"),
    ],
)
def test_a_question_for_a_time_in_front_ends_with_its_clause_but_in_no_list(rest, asked):
    (only,) = clozes(f"Năm 2015, viện Hoa Lư dựng lại lò gốm{rest}")
    assert only.question == f"Vào năm nào viện Hoa Lư dựng lại lò gốm{asked}?"


@pytest.mark.parametrize(
    "clause",
    [
        "viện Hoa Lư có tiếng ở Kẻ Sặt, sang Lào mở lò gốm",
        "viện Hoa Lư, sáng lập ở Kẻ Sặt, nung lại lò gốm",
    ],
)
def test_a_subject_with_an_aside_keeps_its_verb(clause):
    (only,) = clozes(f"Năm 2015, {clause}.")
    assert only.question == f"Vào năm nào {clause}?"


@pytest.mark.parametrize(
    "text",
    [
        "Ông này tuyển 45 thợ vẽ men lam cho hãng gốm Chu Đậu.",
        "Hãng gốm Chu Đậu khi đó tuyển 45 thợ vẽ men lam.",
        "Theo đó, hãng gốm Chu Đậu tuyển 45 thợ vẽ men lam.",
        "Tuy nhiên hãng gốm Chu Đậu tuyển 45 thợ vẽ men lam.",
        "Ngoài ra, hãng gốm Chu Đậu tuyển 45 thợ vẽ men lam.",
        "Họ tuyển 45 thợ vẽ men lam cho hãng gốm Chu Đậu.",
        "Xưởng tuyển 45 thợ vẽ men lam trong hai mùa lò.",
        "Xưởng tuyển 45 thợ vẽ men lam cho phường Bát Tràng.",
        "Hãng gốm Chu Đậu kể rằng ở xưởng, công ty có 45 thợ vẽ men lam.",
        "Hãng gốm Chu Đậu kể rằng trong chương trình, tập đoàn có 45 thợ vẽ men lam.",
        "Hãng gốm Chu Đậu tuyển 45 thợ vẽ men lam cho lò rồng của viện.",
        "“Hãng gốm Chu Đậu tuyển 45 thợ vẽ men lam.",
        "Hãng gốm Chu Đậu mở lò rồng nung ngói mũi hài men ngọc già lửa, với 45 thợ có tay nghề.",
        "Chu Đậu ký tên lên đáy bình men lam của Phù Lãng.",
        "- hãng gốm Chu Đậu tuyển 45 thợ vẽ men lam.",
        "2. Hãng gốm Chu Đậu tuyển 45 thợ vẽ men lam.",
        "Hãng gốm Chu Đậu tuyển 45 thợ vẽ men lam",
        "Hãng gốm Chu Đậu có tuyển 45 thợ vẽ men lam không?",
        "Hãng gốm | Chu Đậu | tuyển 45 thợ vẽ men lam.",
        "Hãng Chu Đậu tuyển 45.",
        "Hãng gốm Chu Đậu nung gốm theo Điều 5 của hương ước làng nghề.",
        "Hãng gốm Chu Đậu vẽ lại chiếc bình số 45 trong bảo tàng.",
        "Hãng gốm Chu Đậu tuyển thợ " + "vẽ men lam " * 12 + "trong 45 ngày.",
    ],
)
def test_what_does_not_stand_alone_is_not_asked(text):
    assert clozes(text) == []


def test_a_heading_and_a_title_are_no_evidence():
    text = "Hãng gốm Chu Đậu tuyển 45 thợ vẽ men lam.\n"
    marked = Document("a.md", text, marks=(Mark(0, 1, text.strip()),))
    assert draft([marked], count=5, seed=0) == []


def test_what_two_documents_tell_with_other_figures_is_not_asked():
    one, other = (f"Phường rối nước Đào Thục có {n} tích trò cổ mỗi mùa." for n in (17, 19))
    assert [one.answers for one in clozes(one)] == [("17",)]
    assert clozes(one, other) == []


def test_no_two_questions_are_alike():
    places = ("xưởng Nam Sách", "phố Hiến cổ", "bến Kim Thành", "ga Tiền Trung")
    jobs = ("vẽ men lam", "nặn bình vôi", "đốt lò rồng")
    lines = [
        f"Hãng gốm Chu Đậu tuyển {number} thợ {job} cho {place} từ tháng giêng."
        for number, (job, place) in enumerate(product(jobs, places), start=31)
    ]
    found = draft([Document("a", "\n".join(lines))], count=30, seed=1)
    assert found
    for one, other in combinations([set(content_tokens(one.question)) for one in found], 2):
        assert len(one & other) <= 0.6 * len(one | other)


def test_an_acronym_is_no_question_word():
    (only,) = clozes("Trung tâm AI Lam Kinh có 45 máy chủ đặt dưới hầm đá.")
    assert only.question == "Trung tâm AI Lam Kinh có bao nhiêu máy chủ đặt dưới hầm đá?"


def test_a_title_is_asked_only_if_it_tells_one_document_from_all_others():
    titles = [
        "Lịch gieo mạ vụ chiêm",
        "Báo cáo",
        "bao_cao_thang_ba.docx",
        "",
        "Sổ tay nuôi ong",
    ]
    documents = [Document(f"{n}.md", "Chữ.", title=title) for n, title in enumerate(titles)]
    documents.append(Document("so.md", "Chữ.", title="Sổ tay nuôi ong"))
    documents.append(Document("ho/ghi-chep-mua-nuoc-noi.md", "Chữ.", title="ghi chep mua nuoc noi"))
    assert draft(documents, count=9, seed=0) == [
        Question(
            "d0001-title", titles[0], documents=("0.md",), kind="title", drafted="title"
        )
    ]  # fmt: skip


def test_keywords_are_runs_of_the_sentence_in_its_order():
    text = "Trường nghề dạy nhuộm chàm và đan lát mây tre cho thanh niên ở miền núi đá."
    (only,) = draft([Document("a.md", text)], count=3, seed=0)
    assert only.question == "Trường nghề dạy nhuộm chàm đan lát mây tre thanh niên"
    assert (only.kind, only.drafted, only.evidence) == ("keywords", "keywords", (text,))
    assert (only.documents, only.answers, only.unanswerable) == (("a.md",), (), False)


@pytest.mark.parametrize(("count", "wanted"), [(4, 0), (10, 1), (20, 2)])
def test_every_tenth_question_asks_for_what_no_document_tells(count, wanted):
    near = [one for one in draft(VALLEYS, count=count, seed=4) if one.unanswerable]
    assert [one.kind for one in near] == ["near-miss"] * wanted
    told = set(re.findall(r"\d+", " ".join(document.text for document in VALLEYS)))
    for one in near:
        assert (one.documents, one.answers, one.key_facts, one.evidence) == ((), (), (), ())
        assert one.drafted == "near-miss"
        assert len(set(re.findall(r"\d+", one.question)) - told) == 1


def test_a_value_that_a_document_tells_of_the_same_thing_makes_no_near_miss():
    asked = Document("a.md", "Năm 2004, xưởng in Lam Kinh mở lớp khắc gỗ cho 12 thợ.")
    years = ", ".join(str(year) for year in range(1995, 2003))
    other = Document(
        "b.md",
        f"Xưởng in Lam Kinh còn giữ sổ các năm {years}.\n"
        "Lớp khắc gỗ của làng nhận 3, 4, 5, 6, 7, 8, 9 rồi 10 thợ.\n",
    )
    alone = draft([asked], count=10, seed=0)
    assert [one.kind for one in alone if one.unanswerable] == ["near-miss"]
    assert not any(one.unanswerable for one in draft([asked, other], count=10, seed=0))


@pytest.mark.parametrize("seed", range(6))
def test_documents_and_kinds_have_even_shares(seed):
    questions = [one for one in draft(VALLEYS, count=12, seed=seed) if not one.unanswerable]
    shares = Counter(one.documents for one in questions)  # the near miss is of one of them
    assert sorted(shares.values()) == [2, 3, 3, 3]
    kinds = Counter(one.kind for one in questions)
    assert set(kinds) == {"number", "date", "who", "where", "keywords", "title"}
    assert set(kinds.values()) <= {1, 2, 3}


def test_no_kind_takes_more_than_a_third():
    crafts = ("đan lát mây tre", "nhuộm chàm thủ công", "rèn dao quắm", "dệt khố hoa văn")
    text = "".join(
        f"Trường nghề dạy {craft} cho thanh niên {n} bản.\n" for n, craft in enumerate(crafts)
    )
    assert [one.kind for one in draft([Document("a", text)], count=6, seed=0)] == ["keywords"] * 2


def test_no_sentence_is_asked_about_twice():
    evidence = [one.evidence for one in draft(VALLEYS, count=40, seed=2) if one.evidence]
    assert len(set(evidence)) == len(evidence)


def test_ids_count_up_in_the_order_of_the_documents():
    questions = draft(VALLEYS, count=12, seed=3)
    assert [one.id for one in questions] == [
        f"d{number:04}-{one.kind}" for number, one in enumerate(questions, start=1)
    ]
    order = [document.source for document in VALLEYS]
    places = [order.index(one.documents[0]) for one in questions if one.documents]
    assert places == sorted(places)


def test_a_seed_gives_the_same_questions_and_another_seed_others():
    assert draft(VALLEYS, count=9, seed=7) == draft(iter(VALLEYS), count=9, seed=7)
    assert draft(VALLEYS, count=9, seed=7) != draft(VALLEYS, count=9, seed=8)


@pytest.mark.parametrize(
    "documents", [[], [Document("a", "")], [Document("a", "Không có gì ở đây.")]]
)
def test_where_nothing_can_be_asked_nothing_is(documents):
    assert draft(documents, count=10, seed=0) == []
    assert draft(VALLEYS, count=0, seed=0) == []


def test_what_is_hidden_is_neither_asked_nor_quoted():
    text = "Hãng gốm Chu Đậu tuyển <!-- bí mật: 99 --> 45 thợ vẽ men lam."
    hidden = (Span(text.index("<!--"), text.index("-->") + 3),)
    (only,) = [
        one for one in draft([Document("a", text, hidden=hidden)], count=9, seed=0) if one.answers
    ]
    assert only.question == "Hãng gốm Chu Đậu tuyển bao nhiêu thợ vẽ men lam?"
    assert only.evidence == ("Hãng gốm Chu Đậu tuyển 45 thợ vẽ men lam.",)


@given(st.integers(2, 9_999_999), st.sampled_from(["", " nghìn", " triệu", " tỷ", ",5 triệu"]))
def test_an_amount_taken_out_is_found_in_its_evidence(amount, scale):
    told = f"{amount:,}".replace(",", ".") + scale
    found = clozes(f"Hãng gốm Chu Đậu bán được {told} món hàng cho khách phương xa.")
    assert [one.answers for one in found] == [(told,)]
    assert all(holds(one.evidence[0], fact) for one in found for fact in one.key_facts)


LINES = st.one_of(VIETNAMESE, st.sampled_from(" ".join(v.text for v in VALLEYS).splitlines()))


@settings(deadline=None, max_examples=60)
@given(st.lists(LINES, max_size=8), st.integers(0, 60), st.integers(0, 30))
def test_evidence_is_visible_text_and_a_fact_is_part_of_it(lines, start, length):
    text = normalise("\n".join(lines))
    document = Document(
        "a", text, hidden=(Span(min(start, len(text)), min(start + length, len(text))),)
    )
    visible = " ".join(mask(text, document.hidden).split())
    for one in draft([document, VALLEYS[0]], count=12, seed=0):
        seen = visible if one.documents == ("a",) else " ".join(VALLEYS[0].text.split())
        assert all(evidence in seen for evidence in one.evidence)
        assert all(fact in one.evidence[0] for fact in one.answers + one.key_facts)
        assert not any(fact in one.question for fact in one.answers if len(fact) > 3)
        assert "\n" not in one.question
