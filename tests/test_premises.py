"""Questions with a false premise over the sample documents and made-up ones, and plain ones."""

from dataclasses import replace
from pathlib import Path

import pytest

import askvn
from askvn.testing import ScriptedLLM

SAMPLE = Path(__file__).parent.parent / "corpus"
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
    "Vì sao chương trình Cầu Mây bị đóng cửa?": "",
    "Vì sao Phần Lan cắt đứt quan hệ ngoại giao với Việt Nam?": "",
    "Ai đã mua lại Unitel năm 2020?": "",
    "Ông Lê Quốc Bình bị bắt vì tội gì?": "",
    "Vì sao ông Gobind Singh Deo từ chức?": "",
    "Trung tâm dữ liệu Kinh Bắc 1 cháy vào ngày nào?": "",
    "Trường USTH dời vào Cần Thơ năm nào?": "",
    "Vì sao Singapore hủy bỏ các khu VSIP?": "",
    "Đoàn công tác ở Cuba bị cướp mất bao nhiêu đầu thu?": "1.200 đầu thu",
    "Thư viện Cây Sung bị ngập lụt năm nào?": "",
    "Vì sao chị Hồ Thu Giang bị đuổi việc?": "",
    "Hợp tác xã muối Cồn Vành phá sản khi nào?": "",
    "Vì sao ông Đinh Công Tráng bán hợp tác xã cho nước ngoài?": "",
    "Đội Sông Lam Trẻ vô địch World Cup năm nào?": "",
    "Vì sao bà Trương Mỹ Duyên chuyển sang Nhật Bản thi đấu?": "",
}
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
def test_a_false_premise_is_not_confirmed(engine, question):
    answer = engine.ask(question)
    truth = FALSE[question]
    assert answer.refused or (truth and truth in answer.citations[0].quote), answer.text


@pytest.mark.parametrize("question", TRUE)
def test_what_the_documents_say_is_answered(engine, question):
    answer = engine.ask(question)
    assert not answer.refused, answer.text
    assert any(TRUE[question] in citation.quote for citation in answer.citations), answer.text
