"""Abbreviations that every Vietnamese office knows and few documents explain."""

from __future__ import annotations

_LINES = """
AI: trí tuệ nhân tạo
API: giao diện lập trình ứng dụng
ASEAN: Hiệp hội các quốc gia Đông Nam Á
ATGT: an toàn giao thông
ATTP: an toàn thực phẩm
ATTT: an toàn thông tin
ATVSTP: an toàn vệ sinh thực phẩm
BCA: Bộ Công an
BCĐ: ban chỉ đạo
BCH: ban chấp hành
BCT: Bộ Công Thương | Bộ Chính trị
BGDĐT: Bộ Giáo dục và Đào tạo
BGĐ: ban giám đốc
BHTN: bảo hiểm thất nghiệp
BHXH: bảo hiểm xã hội
BHYT: bảo hiểm y tế
BKHCN: Bộ Khoa học và Công nghệ
BNV: Bộ Nội vụ
BQL: ban quản lý
BTC: Bộ Tài chính | ban tổ chức
BTTTT: Bộ Thông tin và Truyền thông
BYT: Bộ Y tế
CBCC: cán bộ công chức
CBCNV: cán bộ công nhân viên
CCCD: căn cước công dân
CCHC: cải cách hành chính
CĐ: cao đẳng | công đoàn
CĐS: chuyển đổi số
CLB: câu lạc bộ
CMND: chứng minh nhân dân
CNH: công nghiệp hóa
CNTT: công nghệ thông tin
CNTT&TT: công nghệ thông tin và truyền thông
CP: chính phủ | cổ phần
CPĐT: chính phủ điện tử
CSDL: cơ sở dữ liệu
CSGT: cảnh sát giao thông
DN: doanh nghiệp
DNNN: doanh nghiệp nhà nước
DNNVV: doanh nghiệp nhỏ và vừa
DVC: dịch vụ công
DVCTT: dịch vụ công trực tuyến
ĐBQH: đại biểu Quốc hội
ĐBSCL: đồng bằng sông Cửu Long
ĐH: đại học
ĐHQG: Đại học Quốc gia
ĐHQGHN: Đại học Quốc gia Hà Nội
ĐKKD: đăng ký kinh doanh
EU: Liên minh châu Âu
EVN: Tập đoàn Điện lực Việt Nam
FDI: đầu tư trực tiếp nước ngoài
FTA: hiệp định thương mại tự do
GCN: giấy chứng nhận
GDĐT: giáo dục và đào tạo
GDP: tổng sản phẩm quốc nội | tổng sản phẩm trong nước
GPMB: giải phóng mặt bằng
GS: giáo sư
GTGT: giá trị gia tăng
GTVT: giao thông vận tải
GV: giáo viên | giảng viên
HĐLĐ: hợp đồng lao động
HĐND: hội đồng nhân dân
HĐQT: hội đồng quản trị
HĐTV: hội đồng thành viên
HS: học sinh
HSSV: học sinh sinh viên
HTX: hợp tác xã
IMF: Quỹ Tiền tệ Quốc tế
IoT: Internet vạn vật
KCN: khu công nghiệp
KCX: khu chế xuất
KCNC: khu công nghệ cao
KHCN: khoa học và công nghệ | khoa học công nghệ
KHĐT: kế hoạch và đầu tư
KHXH: khoa học xã hội
KTTĐ: kinh tế trọng điểm
KTXH: kinh tế - xã hội
LĐTBXH: lao động, thương binh và xã hội
LHQ: Liên Hợp Quốc | Liên hiệp quốc
MTTQ: Mặt trận Tổ quốc
MTV: một thành viên
NĐ-CP: nghị định của Chính phủ | nghị định chính phủ
NHNN: Ngân hàng Nhà nước
NLĐ: người lao động
NNPTNT: nông nghiệp và phát triển nông thôn
NQ: nghị quyết
NSNN: ngân sách nhà nước
NXB: nhà xuất bản
ODA: hỗ trợ phát triển chính thức
ĐMST: đổi mới sáng tạo
PCCC: phòng cháy chữa cháy
PCTN: phòng, chống tham nhũng
PGS: phó giáo sư
PTGĐ: phó tổng giám đốc
PTTH: phát thanh và truyền hình | phổ thông trung học
PTTT: phương thức thanh toán
QĐ: quyết định
QĐ-TTg: quyết định của Thủ tướng Chính phủ
QH: Quốc hội
QLNN: quản lý nhà nước
SV: sinh viên
SXKD: sản xuất kinh doanh
TAND: tòa án nhân dân
TGĐ: tổng giám đốc
THCS: trung học cơ sở
THPT: trung học phổ thông
TMĐT: thương mại điện tử
TNCN: thu nhập cá nhân
TNDN: thu nhập doanh nghiệp
TNHH: trách nhiệm hữu hạn
TNMT: tài nguyên và môi trường
TP: thành phố
TPHCM: Thành phố Hồ Chí Minh
TT: thông tư | trung tâm
TTg: Thủ tướng Chính phủ
TTHC: thủ tục hành chính
TTTT: thông tin và truyền thông
TƯ: trung ương
TW: trung ương
UBND: ủy ban nhân dân
UBTVQH: Ủy ban Thường vụ Quốc hội
VAT: thuế giá trị gia tăng
VHTTDL: văn hóa, thể thao và du lịch
VKSND: viện kiểm sát nhân dân
VPCP: Văn phòng Chính phủ
WB: Ngân hàng Thế giới
WHO: Tổ chức Y tế Thế giới
WTO: Tổ chức Thương mại Thế giới
XHCN: xã hội chủ nghĩa
"""
# (short, long), one short form maybe with several long ones.
BUILT_IN: tuple[tuple[str, str], ...] = tuple(
    (short, long.strip())
    for short, _, longs in (line.partition(":") for line in _LINES.strip().splitlines())
    for long in longs.split("|")
)
