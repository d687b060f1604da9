"""Abbreviations that documents explain: what is harvested, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material import VIETNAMESE

from askvn.vietnamese.abbreviations import BUILT_IN, definitions, is_short, key

EXPLAINED = [
    # the initials spell it
    ("ngành công nghệ thông tin (CNTT) phát triển", "CNTT", "công nghệ thông tin"),
    ("Bộ Thông tin và Truyền thông (TT&TT) họp.", "TT&TT", "Thông tin và Truyền thông"),
    ("Sở Giáo dục và Đào tạo (GD&ĐT)", "GD&ĐT", "Giáo dục và Đào tạo"),
    ("Bộ Lao động, Thương binh và Xã hội (LĐTBXH)", "LĐTBXH", "Lao động, Thương binh và Xã hội"),
    ("các doanh nghiệp nhỏ và vừa (DNNVV)", "DNNVV", "doanh nghiệp nhỏ và vừa"),
    ("thành phố Hồ Chí Minh (TP.HCM)", "TP.HCM", "thành phố Hồ Chí Minh"),
    ("Ngân hàng Nhà nước Việt Nam (NHNN)", "NHNN", "Ngân hàng Nhà nước"),
    ("tờ South China Morning Post (SCMP)", "SCMP", "South China Morning Post"),
    ("HĐND (Hội đồng nhân dân) tỉnh", "HĐND", "Hội đồng nhân dân"),
    # the letters are foreign
    (
        "đại diện Hiệp hội Công nghiệp Fabless Hàn Quốc (KFIA) ký",
        "KFIA",
        "Hiệp hội Công nghiệp Fabless Hàn Quốc",
    ),
    ("Hiệp hội các quốc gia Đông Nam Á (ASEAN)", "ASEAN", "Hiệp hội các quốc gia Đông Nam Á"),
    ("vay Ngân hàng Thế giới (WB) và", "WB", "Ngân hàng Thế giới"),
    (
        "Chủ tịch Mỹ và Tổ chức Thương mại Thế giới (WTO)",
        "WTO",
        "Tổ chức Thương mại Thế giới",
    ),
    ("Hiệp hội Ngân hàng Việt Nam (VNBA)", "VNBA", "Hiệp hội Ngân hàng Việt Nam"),
    (
        "Hiệp định thương mại tự do Việt Nam – EU (EVFTA)",
        "EVFTA",
        "Hiệp định thương mại tự do Việt Nam – EU",
    ),
    ("KOICA (Cơ quan Hợp tác quốc tế Hàn Quốc)", "KOICA", "Cơ quan Hợp tác quốc tế Hàn Quốc"),
    # other wordings
    ("bảo hiểm xã hội (viết tắt: BHXH)", "BHXH", "bảo hiểm xã hội"),
    ("hội đồng quản trị (sau đây gọi tắt là “HĐQT”)", "HĐQT", "hội đồng quản trị"),
    (
        "Hội nghị Bộ trưởng Số ASEAN, viết tắt là ADGMIN.",
        "ADGMIN",
        "Hội nghị Bộ trưởng Số ASEAN",
    ),
    ("trí tuệ nhân tạo (Artificial Intelligence - AI)", "AI", "Artificial Intelligence"),
]
NOT_EXPLAINED = [
    "họp ở thủ đô (Hà Nội)",
    "ông Nam (42 tuổi)",
    "kỳ họp (2018)",
    "kỳ họp APEC (2017)",
    "trường ở Boston (Mỹ)",
    "Công ty Sao Mai (TP.HCM)",
    "Đại học Harvard (USA)",
    "Đảng ủy Tập đoàn Dầu khí (PVN)",
    "Quân Giải phóng Nhân dân (PLA)",
    "Tập đoàn FPT (FPT)",
    "cuốn sách hay (NXB Trẻ)",
    "Bộ trưởng Thương mại Mỹ (WTO)",
    "viết tắt là gì không ai biết",
]


@pytest.mark.parametrize(("text", "short", "long"), EXPLAINED, ids=[row[1] for row in EXPLAINED])
def test_what_a_text_explains_is_found(text, short, long):
    assert list(definitions(text)) == [(short, long)]


@pytest.mark.parametrize("text", NOT_EXPLAINED)
def test_years_places_and_doubtful_names_are_left_out(text):
    assert list(definitions(text)) == []


def test_both_names_of_a_body_are_found():
    text = "Tổ chức Y tế Thế giới (World Health Organization – WHO) khuyến cáo"
    assert list(definitions(text)) == [
        ("WHO", "Tổ chức Y tế Thế giới"),
        ("WHO", "World Health Organization"),
    ]


@given(VIETNAMESE, VIETNAMESE, st.sampled_from(["CNTT", "TT&TT", "WHO", "NĐ-CP", "AĐ"]))
def test_every_pair_stands_in_the_text(before, inside, short):
    text = f"{before} ({short}) {inside} gọi tắt là {short} {short} ({before})"
    for found, long in definitions(text):
        assert is_short(found)
        assert found in text
        assert long in text
        assert long == long.strip()
        assert long


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("CNTT", "cntt"),
        ("TT&TT", "tttt"),
        ("NĐ-CP", "ndcp"),
        ("TP.HCM", "tphcm"),
        ("TP. HCM", "tphcm"),
        ("tp hcm", "tphcm"),
        ("Công nghệ thông tin", "cong nghe thong tin"),
        ("Lao động, Thương binh", "lao dong thuong binh"),
        ("Khoa học & Công nghệ", "khoa hoc cong nghe"),
    ],
)
def test_a_key_is_bare_and_a_short_form_is_glued(form, expected):
    assert key(form) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("kĩ thuật", "kỹ thuật"), ("Hoà Bình", "Hòa Bình"), ("UỶ BAN", "Ủy ban"), ("TƯ", "Tư")],
)
def test_spellings_of_one_form_have_one_key(one, other):
    assert key(one) == key(other)


@given(VIETNAMESE)
def test_a_key_is_a_key_of_itself_without_regard_to_case(text):
    assert key(text.upper().lower()) == key(text.lower())
    assert all(c.isalnum() or c == " " for c in key(text))


def test_the_usual_abbreviations_are_short_forms_each_with_a_long_one():
    assert all(is_short(short) and len(key(long)) > len(key(short)) for short, long in BUILT_IN)
    assert len(set(BUILT_IN)) == len(BUILT_IN)
    meanings = dict(BUILT_IN)
    assert meanings["CNTT"] == "công nghệ thông tin"
    assert [long for short, long in BUILT_IN if short == "BTC"] == ["Bộ Tài chính", "ban tổ chức"]
