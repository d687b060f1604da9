"""Questions with a false premise over the sample documents and made-up ones, and plain ones."""

from dataclasses import replace
from pathlib import Path

import pytest
from material import SHARED

import askvn
from askvn import premise
from askvn.evaluate import sets
from askvn.evidence import Sentence
from askvn.records import Hit, Span
from askvn.testing import ScriptedLLM
from askvn.understand import Vocabulary, understand

SAMPLE = Path(__file__).parent.parent / "corpus"
SEEDS = SHARED / "eval" / "seeds"
MADE_UP = {
    "noi-quy-thu-vien.txt": (
        "Nội quy thư viện Cây Sung\n\n"
        "Thư viện Cây Sung mở cửa từ 8 giờ đến 20 giờ, nghỉ ngày thứ hai. Mỗi bạn đọc được mượn "
        "tối đa năm cuốn sách trong ba tuần. Sách trả muộn bị phạt 2.000 đồng mỗi ngày. "
        "Chị Hồ Thu Giang là thủ thư phụ trách phòng đọc thiếu nhi. "
        "Phòng đọc thiếu nhi có 1.850 đầu sách, phần lớn do phụ huynh tặng.\n"
    ),
    "hop-tac-xa-muoi.txt": (
        "Hợp tác xã muối Cồn Vành\n\n"
        "Hợp tác xã muối Cồn Vành thành lập ngày 3/4/2016 với 47 hộ diêm dân. "
        "Vụ muối năm 2023, hợp tác xã thu được 1.280 tấn, bán với giá 1.900 đồng một ki-lô-gam. "
        "Ông Đinh Công Tráng làm chủ nhiệm từ ngày đầu. "
        "Năm 2022, một trận mưa trái mùa làm hỏng 90 tấn muối chưa kịp thu. "
        "Từ đó, các hộ góp tiền mua bạt phủ ruộng.\n"
    ),
    "doi-bong.txt": (
        "Đội bóng đá nữ Sông Lam Trẻ\n\n"
        "Đội bóng đá nữ Sông Lam Trẻ lập năm 2018, tập ở sân Hưng Lộc ba buổi mỗi tuần. "
        "Huấn luyện viên trưởng là bà Trương Mỹ Duyên, cựu tiền vệ của đội tuyển tỉnh. "
        "Mùa giải 2024, đội đứng thứ ba trong tám đội của giải khu vực miền Trung. "
        "Thủ môn Lò Thị Xuân giữ sạch lưới bảy trận. "
        "Đội được xưởng may Hồng Lĩnh tài trợ quần áo và giày.\n"
    ),
}
# What nothing in the documents says, and, where one stands there, the true sentence that an answer
# may cite instead.
FALSE = {
    "Vì sao Malaysia rút khỏi ASEAN?": "",
    "Vì sao Unitel rời khỏi thị trường Lào?": "",
    "Vì sao vệ tinh Vinasat-2 rơi xuống biển?": "",
    "Vì sao Phần Lan cắt đứt quan hệ ngoại giao với Việt Nam?": "",
    "Ai đã mua lại Unitel năm 2020?": "",
    "Vì sao ông Gobind Singh Deo từ chức?": "",
    "Trường USTH dời vào Cần Thơ năm nào?": "",
    "Vì sao Singapore hủy bỏ các khu VSIP?": "",
    "Đoàn công tác ở Cuba bị cướp mất bao nhiêu đầu thu?": "1.200 đầu thu",
    "Vì sao chị Hồ Thu Giang bị đuổi việc?": "",
    "Vì sao bà Trương Mỹ Duyên chuyển sang Nhật Bản thi đấu?": "",
    "Vụ muối năm 2019 hợp tác xã muối Cồn Vành thu được bao nhiêu tấn?": "",
    "Vệ tinh Vinasat-1 do hãng nào của Nhật Bản chế tạo?": "Lockheed Martin của Mỹ",
    "Đội bóng đá nữ Sông Lam Trẻ thua đội nào ở chung kết năm 2021?": "",
}
# The gate lets these pass, and a sentence about the right name is cited: what is presumed is one
# or two words, and the rest fits.
UNSEEN = (
    "Vì sao chương trình Cầu Mây bị đóng cửa?",
    "Ông Lê Quốc Bình bị bắt vì tội gì?",
    "Trung tâm dữ liệu Kinh Bắc 1 cháy vào ngày nào?",
    "Thư viện Cây Sung bị ngập lụt năm nào?",
    "Hợp tác xã muối Cồn Vành phá sản khi nào?",
    "Vì sao ông Đinh Công Tráng bán hợp tác xã cho nước ngoài?",
    "Đội Sông Lam Trẻ vô địch World Cup năm nào?",
    "Vì sao thư viện Cây Sung cấm trẻ em?",
    "Tại sao Úc đòi lại tiền của Aus4Innovation?",
)
# What the documents say, and a part of the sentence that says it.
TRUE = {
    "Việt Nam và Malaysia lập quan hệ ngoại giao ngày nào?": "30/3/1973",
    "Viettel Global góp bao nhiêu vốn vào Star Telecom?": "49%",
    "Vệ tinh Vinasat-1 do hãng nào chế tạo?": "Lockheed Martin",
    "VNREDSat-1 được phóng vào ngày nào?": "7/5/2013",
    "Trường USTH giảng dạy bằng tiếng gì?": "tiếng Anh",
    "Ai tài trợ chương trình Cầu Mây?": "Aozora",
    "Học viên Cầu Mây đóng bao nhiêu phần trăm học phí?": "15%",
    "Nhà máy điện thoại Nokia ở Bắc Ninh có vốn đăng ký bao nhiêu?": "302 triệu USD",
    "Ai giữ chức Giám đốc dự án Kinh Bắc 1 từ ngày 1/7/2024?": "Lê Quốc Bình",
    "Vì sao lùi ngày khánh thành Kinh Bắc 1?": "trạm điện chậm",
    "Đoàn công tác Cuba có mấy người?": "bảy người",
    "Khu công nghiệp VSIP đầu tiên mở ở đâu?": "Bình Dương",
    "Thư viện Cây Sung mở cửa mấy giờ?": "8 giờ",
    "Trả sách muộn bị phạt bao nhiêu?": "2.000 đồng",
    "Ai phụ trách phòng đọc thiếu nhi?": "Hồ Thu Giang",
    "Hợp tác xã muối Cồn Vành thành lập ngày nào?": "3/4/2016",
    "Vụ muối năm 2023 thu được bao nhiêu tấn?": "1.280 tấn",
    "Chủ nhiệm hợp tác xã muối là ai?": "Đinh Công Tráng",
    "Huấn luyện viên trưởng của đội Sông Lam Trẻ là ai?": "Trương Mỹ Duyên",
    "Ai tài trợ quần áo cho đội bóng?": "Hồng Lĩnh",
    "Mưa trái mùa làm hỏng bao nhiêu tấn muối?": "90 tấn",
    "Đội Sông Lam Trẻ tập ở sân nào?": "Hưng Lộc",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    root = tmp_path_factory.mktemp("premises")
    for name, text in MADE_UP.items():
        (root / name).write_text(text, encoding="utf-8")
    index = tmp_path_factory.mktemp("index")
    opened = replace(askvn.open(str(index)), llm=ScriptedLLM(label="-"))
    opened.ingest([SAMPLE, root])
    yield opened
    opened.close()


@pytest.mark.parametrize("question", FALSE)
def test_a_false_premise_is_refused_or_met_with_the_true_sentence(engine, question):
    answer = engine.ask(question)
    truth = FALSE[question]
    assert answer.refused or (truth and truth in answer.citations[0].quote), answer.text


@pytest.mark.parametrize("question", UNSEEN)
def test_what_is_cited_beside_a_false_premise_is_not_made_its_answer(engine, question):
    answer = engine.ask(question)
    assert answer.refused or answer.short is None, answer.text


@pytest.mark.parametrize("question", TRUE)
def test_what_the_documents_say_is_answered(engine, question):
    answer = engine.ask(question)
    assert not answer.refused, answer.text
    document = engine.document(answer.citations[0].source)
    assert TRUE[question] in document.text, answer.text


@pytest.mark.skipif(not SEEDS.is_dir(), reason="no ../shared/eval beside the repository")
def test_of_the_seeds_exactly_the_unanswerable_are_refused(tmp_path):
    seeds = sets.read(SEEDS)
    opened = replace(askvn.open(str(tmp_path / "index")), llm=ScriptedLLM(label="-"))
    opened.ingest([seeds.corpus])
    refused = {
        one.id for one in seeds.questions if opened.ask(one.question, history=one.history).refused
    }
    opened.close()
    assert refused == {one.id for one in seeds.questions if one.unanswerable}


def passage(text, *, document=1, title="", date=""):
    return Hit(
        rank=document, score=1.0, source=f"{document}.txt", title=title, chunk=document, start=0,
        end=len(text), page=None, text=text, visible=text, document=document, date=date,
    )  # fmt: skip


def signs(question, text, *, reader=0.0):
    nothing_known = Vocabulary(lambda token: 0, lambda token: 1.0, lambda keys: [])
    understood = understand(question, vocabulary=nothing_known, restorer=None)
    hit = passage(text)
    best = Sentence(hit, Span(0, len(text)), text, 0.0)
    return premise.against(understood, [hit], best, reader=reader, idf=lambda token: 1.0)


def test_a_year_that_stands_nowhere_speaks_against_an_answer():
    assert signs("Hội nghị năm 2019 họp ở đâu?", "Hội nghị năm 2018 họp ở Vinh.") == 6.0
    assert signs("Hội nghị năm 2018 họp ở đâu?", "Hội nghị năm 2018 họp ở Vinh.") == 0.0


def test_the_year_of_a_law_need_not_stand_in_it():
    text = "Hội nghị do bộ trưởng chủ trì."
    assert signs("Theo Luật Hội nghị năm 2019, ai chủ trì hội nghị?", text) == 0.0


def test_a_figure_of_something_else_speaks_against_an_answer():
    text = "Năm nay, tổng vốn đầu tư của Hàn Quốc vào ta là 5 tỷ USD."
    asked = "Năm nay, tổng vốn đầu tư của {} vào ta là bao nhiêu?"
    assert signs(asked.format("Nhật Bản"), text) == 3.0
    assert signs(asked.format("Hàn Quốc"), text) == 0.0
    assert signs(asked.format("Nhật Bản"), text, reader=0.5) == 0.0


def test_a_question_why_without_ground_speaks_against_an_answer():
    assert signs("Vì sao ông Lê An từ chức?", "Ông Lê An thăm Vinh.") == 2.5
    assert signs("Vì sao ông Lê An từ chức?", "Ông Lê An từ chức hôm qua.") == 0.0
    assert signs("Vì sao ông Lê An đi?", "Do ốm, ông Lê An nghỉ.") == 0.0
    assert signs("vi sao ong le an tu chuc", "Ông Lê An thăm Vinh.") == 0.0
