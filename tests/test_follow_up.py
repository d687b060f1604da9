"""Follow-ups: told from new topics, filled in by rules, with the talk's documents at hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from material import VIETNAMESE

from askvn import recall, resources, retrieve
from askvn.records import Message
from askvn.understand import Vocabulary, is_follow_up, understand
from askvn.understand.casing import cased
from askvn.understand.follow_up import questions_before
from askvn.understand.mentions import Mention, latest, mentions, phrase
from askvn.understand.resolve import resolve
from askvn.understand.restorer import Restorer
from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.normalise import normalise

RESTORER = Restorer(resources.model("restorer"))
DIRECTOR = (
    "Ai là giám đốc Công ty VinEco?",
    "Ông Nguyễn Văn An làm giám đốc Công ty VinEco từ năm 2015.",
)
OUTPUT = ("GDP của Việt Nam năm 2022 là bao nhiêu?", "409 tỷ đô la.")
MEETING = ("Hội nghị Sao Mai họp khi nào?", "Ngày 12/3/2015.")
MINISTER = ("Ai là Bộ trưởng Bộ Y tế năm 2020?", "Ông Nguyễn Thanh Long.")
ILLNESS = ("Biểu hiện của bệnh đau vai gáy là gì?", "Đau mỏi vùng cổ.")
SAO_KHUE = (
    "Dự án Sao Khuê trị giá bao nhiêu?",
    "Dự án trị giá 55,8 triệu euro, khởi công tháng 3/2020 tại Huế.",
)
SURGEONS = ("Các bác sĩ Bệnh viện Huế đã làm gì?", "Họ mổ tim.")
SATELLITE = ("Vệ tinh VNREDSat-1 được phóng ngày nào?", "Ngày 7/5/2013.")


@pytest.mark.parametrize(
    ("before", "question", "filled"),
    [
        # the same about something else
        (OUTPUT, "Thế còn năm 2023?", "GDP của Việt Nam năm 2023 là bao nhiêu?"),
        (OUTPUT, "vậy còn năm 2023 thì sao?", "GDP của Việt Nam năm 2023 là bao nhiêu?"),
        (OUTPUT, "Còn Lào?", "GDP của Lào năm 2022 là bao nhiêu?"),
        (OUTPUT, "Thái Lan thì sao?", "GDP của Thái Lan năm 2022 là bao nhiêu?"),
        (MINISTER, "Còn Bộ Công an?", "Ai là Bộ trưởng Bộ Công an năm 2020?"),
        (SATELLITE, "Thế còn Vinasat-2?", "Vệ tinh Vinasat-2 được phóng ngày nào?"),
        (("Bé trai cao thêm bao nhiêu?", "8 cm."), "Còn với bé gái thì sao?",
         "Bé gái cao thêm bao nhiêu?"),
        # only a question word
        (MEETING, "Ở đâu?", "Hội nghị Sao Mai họp ở đâu?"),
        (MEETING, "Thế ở đâu?", "Hội nghị Sao Mai họp ở đâu?"),
        (MEETING, "Tại sao?", "Tại sao hội nghị Sao Mai họp?"),
        (MEETING, "Trong bao lâu?", "Hội nghị Sao Mai họp trong bao lâu?"),
        (("Vì sao Quốc hội hoãn họp?", "Do bão."), "Đến khi nào?",
         "Quốc hội hoãn họp đến khi nào?"),
        (("Tuyên bố được ai đưa ra?", "Ông Tedros."), "Vào ngày nào?",
         "Tuyên bố được ai đưa ra, vào ngày nào?"),
        # somebody or something pointed to
        (DIRECTOR, "Ông ấy sinh năm nào?", "Ông Nguyễn Văn An sinh năm nào?"),
        (DIRECTOR, "Thế ông ta học ở đâu?", "Ông Nguyễn Văn An học ở đâu?"),
        (DIRECTOR, "Công ty này đặt ở đâu?", "Công ty VinEco đặt ở đâu?"),
        (DIRECTOR, "Bà ấy là ai?", ""),
        (OUTPUT, "Nước này có bao nhiêu dân?", "Nước Việt Nam có bao nhiêu dân?"),
        (OUTPUT, "Năm đó lạm phát bao nhiêu?", "Năm 2022 lạm phát bao nhiêu?"),
        (ILLNESS, "Phương pháp chữa bệnh này là gì?", "Phương pháp chữa bệnh đau vai gáy là gì?"),
        (SATELLITE, "Nó nặng bao nhiêu?", "VNREDSat-1 nặng bao nhiêu?"),
        (("Hội nghị họp ở Huế khi nào?", "Tháng 3."), "Ở đó có bao nhiêu khách sạn?",
         "Ở Huế có bao nhiêu khách sạn?"),
        (("KTNF là công ty nước nào?", "Hàn Quốc."), "Công ty này làm gì?",
         "Công ty KTNF làm gì?"),
        (SAO_KHUE, "Dự án trên do ai làm?", "Dự án Sao Khuê do ai làm?"),
        (SAO_KHUE, "Dự án nói trên do ai làm?", "Dự án Sao Khuê do ai làm?"),
        (SAO_KHUE, "Dự án kia hoàn thành khi nào?", "Dự án Sao Khuê hoàn thành khi nào?"),
        (SAO_KHUE, "Cái đó có lớn không?", "Dự án Sao Khuê có lớn không?"),
        (SAO_KHUE, "Số tiền này dùng để làm gì?", "Số tiền 55,8 triệu euro dùng để làm gì?"),
        (SAO_KHUE, "Số đó là của ai?", "Số 55,8 triệu euro là của ai?"),
        (SAO_KHUE, "Ở đó có gì?", "Ở Huế có gì?"),
        (SAO_KHUE, "Chỗ đó nằm ở đâu?", "Huế nằm ở đâu?"),
        (SAO_KHUE, "Lúc đó ai là giám đốc?", "Tháng 3/2020 ai là giám đốc?"),
        (SAO_KHUE, "Tháng đó có gì?", "Tháng 3/2020 có gì?"),
        (MEETING, "Hôm đó ai đến?", "Ngày 12/3/2015 ai đến?"),
        (DIRECTOR, "Bên đó có bao nhiêu nhân viên?", "Công ty VinEco có bao nhiêu nhân viên?"),
        (DIRECTOR, "Họ có bao nhiêu nhân viên?", "Công ty VinEco có bao nhiêu nhân viên?"),
        (SURGEONS, "Họ cần thêm gì?", "Các bác sĩ Bệnh viện Huế cần thêm gì?"),
        (("Ai ký thỏa thuận?", "Ông Lê Văn An và bà Trần Thị Hoa."), "Họ ký ở đâu?",
         "Ông Lê Văn An và bà Trần Thị Hoa ký ở đâu?"),
        # what has the words and points nowhere
        (DIRECTOR, "Họ tên của ông ấy?", "Họ tên của ông Nguyễn Văn An?"),
        (("Có bao nhiêu bệnh nhân?", "120 người."), "Trong số đó có bao nhiêu trẻ em?", ""),
        (("Tỷ lệ hộ nghèo là bao nhiêu?", "5,2%."), "Tỷ lệ này ở Lào Cai là bao nhiêu?",
         "Tỷ lệ hộ nghèo ở Lào Cai là bao nhiêu?"),
        # no subject
        (DIRECTOR, "Sinh năm nào?", "Ông Nguyễn Văn An sinh năm nào?"),
        (MEETING, "Kéo dài bao lâu?", "Hội nghị Sao Mai kéo dài bao lâu?"),
        # nothing that a rule could know
        (MEETING, "Vậy thì đại biểu phải mang gì?", ""),
    ],
)  # fmt: skip
def test_a_follow_up_is_filled_in(before, question, filled):
    assert is_follow_up(question)
    assert resolve(question, [before]).text == filled


@pytest.mark.parametrize(
    "question",
    [
        "Thế giới có bao nhiêu nước?",
        "Thế nào là rối loạn giấc ngủ?",
        "Lượng calo mà người trên 50 tuổi cần mỗi ngày là bao nhiêu?",
        "Luna là gì?",
        "Tòa án không được từ chối vụ việc vì chưa có điều luật để áp dụng; trong trường hợp này, "
        "quy định tại điều mấy được áp dụng?",
        "Dùng bói toán, đồng bóng hoặc các hình thức mê tín khác đã bị kết án về tội này thì bị "
        "phạt thế nào?",
        "Dự án đường trên cao Vành đai 2 dài bao nhiêu?",
        "Họ Nguyễn có nguồn gốc từ đâu?",
        "Cái nào nặng hơn, vàng hay bạc?",
        "Số tiền phạt khi vượt đèn đỏ là bao nhiêu?",
        "Bên nào chịu chi phí kiểm định?",
        "Lúc khai mạc có bao nhiêu đại biểu?",
        "Người kia trong truyện Số đỏ là ai?",
        "Kia Morning giá bao nhiêu?",
        "Con mèo Ba Tư nặng bao nhiêu?",
        "Singapore ở đâu?",
        "Các bác sĩ ở Huế cho biết họ cần thêm gì?",
        "Hai ngày trước khi Joseph hôn mê, vợ anh ta thấy gì?",
        "“Chúng tôi sẽ trở lại”, ai nói câu này?",
        "Người lao động thường phải làm gì nếu bị bệnh nghề nghiệp nào đó?",
    ],
)
def test_what_stands_for_itself_is_no_follow_up(question):
    assert not is_follow_up(question)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Ông Lê Văn An, giám đốc Công ty cổ phần VinEco, sinh năm 1975 tại Hà Nội.",
            [("person", "Ông Lê Văn An"), ("organisation", "Công ty cổ phần VinEco"),
             ("year", "năm 1975"), ("place", "Hà Nội")],
        ),
        (
            "Bà Trần Thị Hoa vào Bệnh viện Chợ Rẫy năm 2010.",
            [("person", "Bà Trần Thị Hoa"), ("organisation", "Bệnh viện Chợ Rẫy"),
             ("year", "năm 2010")],
        ),
        ("Bộ Y tế đã họp.", [("organisation", "Bộ Y tế")]),
        ("Trời mưa ở Huế ngày 12/3.", [("place", "Huế")]),
        ("Giá 2.015 đồng, 12/2015", []),
    ],
)  # fmt: skip
def test_what_a_text_names_is_seen(text, found):
    assert [(one.kind, one.text) for one in mentions(text)] == found


def test_a_person_of_the_other_sex_is_passed_over():
    texts = ["Anh Nguyễn Văn Bình gặp chị Lê Thị Lan."]
    assert latest(texts, ("person",), "f") == "chị Lê Thị Lan"
    assert latest(texts, ("person",), "m") == "Anh Nguyễn Văn Bình"
    assert latest(["Trần An đến."], ("person",), "f") == "Trần An"
    assert mentions("Trần An đến.") == [Mention("person", "Trần An", 0, "")]


def test_a_phrase_ends_where_its_noun_phrase_does():
    assert phrase("bệnh", "Nguyên nhân gây ra bệnh đau vai gáy là gì?") == "bệnh đau vai gáy"
    assert phrase("công ty", "Công ty VinEco thuộc Tập đoàn Vingroup") == "Công ty VinEco"
    assert phrase("công ty", "VinEco là công ty nước nào?") == ""
    assert phrase("dự án", "Không có gì.") == ""


@given(VIETNAMESE, VIETNAMESE, VIETNAMESE)
def test_nothing_breaks_the_rules(question, before, answer):
    question, before, answer = (
        " ".join(normalise(one).split()) for one in (question, before, answer)
    )
    filled = resolve(question, [(before, answer)])
    assert filled.text == " ".join(filled.text.split())
    assert resolve(question, []).text == ""


def test_a_conversation_is_its_questions_each_with_its_answer():
    turns = [Message("assistant", "Chào"), Message("user", "Ai\n đó?"), Message("user", "B?"),
             Message("assistant", "C")]  # fmt: skip
    assert questions_before(turns) == [("Ai đó?", ""), ("B?", "C")]


def read(question, *before, passages=()):
    knows_nothing = Vocabulary(
        lambda token: 0, lambda token: 1.0, lambda keys: [], about=lambda text: passages
    )
    said = [
        message
        for asked, told in before
        for message in (Message("user", asked), Message("assistant", told))
    ]
    return understand(question, said, vocabulary=knows_nothing, restorer=RESTORER)


def test_a_chain_of_follow_ups_is_filled_in_link_by_link():
    understood = read("Ở đâu?", DIRECTOR, ("Ông ấy sinh năm nào?", "Năm 1975."))
    assert understood.text == "Ông Nguyễn Văn An sinh ở đâu?"
    assert understood.leans
    assert understood.context == ""
    assert understood.expects == ("place",)


def test_passages_are_read_with_the_words_that_ask():
    assert read("Ông ấy sinh năm nào?", DIRECTOR).asked == "Ông ấy sinh năm nào?"
    assert read("Ở đâu?", MEETING).asked == "Hội nghị Sao Mai họp ở đâu?"
    assert read("Thế còn Lào?", OUTPUT).asked == "GDP của Lào năm 2022 là bao nhiêu?"
    assert read("Cho em hỏi hội nghị họp ở đâu ạ?").asked == "Cho em hỏi hội nghị họp ở đâu ạ?"


def test_a_polite_follow_up_without_diacritics_is_filled_in():
    understood = read("cho em hoi the con nam 2023 a", OUTPUT)
    assert understood.text == "GDP của Việt Nam năm 2023 là bao nhiêu?"


@pytest.mark.parametrize(
    ("typed", "before", "filled"),
    [
        ("the con nam 2023", OUTPUT, "GDP của Việt Nam năm 2023 là bao nhiêu?"),
        ("ong ay la ai", DIRECTOR, "Ông Nguyễn Văn An là ai?"),
        ("ho co bao nhieu nhan vien", DIRECTOR, "Công ty VinEco có bao nhiêu nhân viên?"),
        ("so tien nay dung de lam gi", SAO_KHUE, "Số tiền 55,8 triệu euro dùng để làm gì?"),
        ("du an tren do ai lam", SAO_KHUE, "Dự án Sao Khuê do ai làm?"),
        ("o do co gi", SAO_KHUE, "Ở Huế có gì?"),
        ("luc do ai la chu tich", DIRECTOR, "Năm 2015 ai là chủ tịch?"),
        ("o dau", MEETING, "Hội nghị Sao Mai họp ở đâu?"),
        ("Trong bao lau?", MEETING, "Hội nghị Sao Mai họp trong bao lâu?"),
    ],
)
def test_a_follow_up_without_diacritics_is_filled_in(typed, before, filled):
    assert read(typed, before).text == filled


TRADE = "GDP của Thái Lan và của Lào tăng, còn GDP của Việt Nam năm 2022 thì giảm."


@pytest.mark.parametrize(
    ("typed", "filled"),
    [
        ("còn thái lan thì sao", "GDP của Thái Lan năm 2022 là bao nhiêu?"),
        ("con thai lan thi sao", "GDP của Thái Lan năm 2022 là bao nhiêu?"),
        ("thế còn lào?", "GDP của Lào năm 2022 là bao nhiêu?"),
        ("con lao", "GDP của Lào năm 2022 là bao nhiêu?"),
        ("còn campuchia thì sao", "còn campuchia thì sao"),
    ],
)
def test_a_name_in_small_letters_is_known_from_the_documents(typed, filled):
    asked = ("gdp của việt nam năm 2022 là bao nhiêu", "409 tỷ đô la.")
    assert read(typed, asked, passages=[TRADE]).text == filled


def test_a_name_is_what_the_documents_never_write_small():
    passages = ["Ông thăm Lào và Nhà máy Z. Về nhà."]
    assert cased("nhà của lào ở đâu", passages) == "nhà của Lào ở đâu"
    assert cased("lào ở đâu", passages) == "Lào ở đâu"
    assert cased("người lao động ở lao", ["Người lao động ở Lào."], bare=True) == (
        "người lao động ở lao"
    )
    assert cased("o lao", ["Ở Lào."]) == "o lao"
    assert cased("o lao", ["Anh sang Lào."], bare=True) == "o Lào"
    assert cased("Ở Huế và lào", passages) == "Ở Huế và lào"


@given(VIETNAMESE, st.lists(VIETNAMESE, max_size=3), st.booleans())
def test_writing_names_large_changes_nothing_but_letters(text, passages, bare):
    text, passages = normalise(text), [normalise(one) for one in passages]
    written = cased(text, passages, bare=bare)
    assert strip(written.lower()) == strip(text.lower())


def test_what_is_filled_in_but_names_nothing_is_searched_with_the_question_before():
    understood = read("Năm đó lạm phát bao nhiêu?", OUTPUT)
    assert (understood.text, understood.context) == ("Năm 2022 lạm phát bao nhiêu?", OUTPUT[0])
    assert understood.to_embed == (f"{OUTPUT[0]} Năm 2022 lạm phát bao nhiêu?",)
    assert read("Ông ấy sinh năm nào?", DIRECTOR).context == ""
    assert read("Thế còn năm 2023?", OUTPUT).context == ""


def test_a_question_without_history_is_left_alone():
    assert read("Ông ấy sinh năm nào?").text == "Ông ấy sinh năm nào?"
    assert not read("Thế còn Lào?").leans


TALK = [("Vệ tinh VNREDSat-1 là gì?", "Là vệ tinh của Pháp.")]


def test_a_question_that_could_be_about_anything_is_about_what_was_spoken_of(engine):
    assert engine.search("Ai góp vốn?", k=1)[0].source == "malaysia.txt"
    assert engine.search("Gồm vốn gì?", k=1, history=TALK)[0].source == "phap/ve-tinh.txt"
    found = engine.find("Kinh phí bao nhiêu?", k=3, history=TALK)
    assert found.hits[0].score == 1.0
    assert all(0 <= hit.score <= 1 for hit in found.hits)


def test_a_new_topic_is_not_dragged_back(engine):
    for question in ("Gobind Singh Deo thăm Hà Nội khi nào?", "MobiFone hợp tác với ai?"):
        alone = engine.search(question, k=1)[0]
        assert engine.search(question, k=1, history=TALK)[0].chunk == alone.chunk


def test_a_passage_spoken_of_is_found_though_no_word_of_the_question_is_in_it(engine):
    opened = engine.shelf.current()
    told = recall.earlier([Message("user", TALK[0][0])], opened.lexical, engine.library, opened.idf)
    sources = retrieve.Sources(opened.lexical, opened.dense, lambda ids: {})
    vector = np.zeros(engine.embedder.dim, dtype=np.float32)
    query = retrieve.Query({"zzz": 1.0}, vector, leans=True)
    nothing = retrieve.Candidates({}, {}, {}, is_all=True)
    joined = recall.join(nothing, told, query, sources, 0.65)
    best = engine.library.hits(joined.fused)[0]
    assert best.source == "phap/ve-tinh.txt"


def test_a_filter_holds_for_what_was_spoken_of_too(engine):
    from askvn.records import Where

    where = Where(sources=("malaysia.txt",))
    hits = engine.search("Kinh phí của nó?", history=TALK, where=where)
    assert {hit.source for hit in hits} == {"malaysia.txt"}


def test_the_sentence_that_answered_last_is_known_and_those_behind_it_gain(engine):
    opened = engine.shelf.current()
    question, reply = "Vệ tinh phóng ngày nào?", "Vệ tinh VNREDSat-1 được phóng ngày 7/5/2013."
    said = [Message("user", question), Message("assistant", reply)]
    told = recall.earlier(said, opened.lexical, engine.library, opened.idf)
    found = engine.find("Kinh phí bao nhiêu?", k=3, history=[(question, reply)])
    text = engine.document("phap/ve-tinh.txt").text
    assert text[slice(*told.last.span)].startswith("Vệ tinh VNREDSat-1 được phóng lên quỹ đạo")
    gains = {
        weighed.text: weighed.score - one.score
        for weighed in recall.favour(found.sentences, told)
        for one in found.sentences
        if one.text == weighed.text
    }
    last = next(text for text in gains if "phóng lên quỹ đạo" in text)
    cost = next(text for text in gains if text.startswith("Kinh phí gồm"))
    assert gains[last] == pytest.approx(3.0)
    assert 4.0 < gains[cost] < 5.0
    unanswered = [Message("user", question)]
    assert recall.earlier(unanswered, opened.lexical, engine.library, opened.idf).last is None


def test_no_talk_means_nothing_at_hand(engine):
    opened = engine.shelf.current()
    assert recall.earlier([], opened.lexical, engine.library, opened.idf) is None
    unknown = [Message("user", "qwertz yxcvb")]
    assert recall.earlier(unknown, opened.lexical, engine.library, opened.idf) is None


def test_history_leaves_the_question_of_a_stranger_as_it_was(engine):
    question = "Vệ tinh VNREDSat-1 được phóng ngày nào?"
    alone = engine.find(question, k=3)
    assert engine.find(question, k=3, history=()).hits == alone.hits
    assert replace(alone.understood) == engine.find(question, k=3, history=()).understood
