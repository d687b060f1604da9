"""What the view of the documents says, in Vietnamese and in English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of the view in one language; what other faces say too is in `askvn.messages`."""

    lang: str
    thousands: str
    title: str
    count: str
    drop: str
    choose_files: str
    drop_detail: str
    sending: str
    sent: str
    same: str
    broken: str
    find: str
    every_state: str
    sort: str
    sort_by: str
    columns: tuple[tuple[str, str], ...]
    refresh: str
    choose: str
    choose_all: str
    chosen: str
    only: str
    again: str
    remove: str
    unchoose: str
    confirm: str
    confirm_one: str
    confirm_detail: str
    cancel: str
    asked: str
    every: str
    states: tuple[tuple[str, str], ...]
    uploaded: str
    empty: str
    empty_detail: str
    nothing: str
    more: str
    waiting: str
    locked: str
    stages: tuple[tuple[str, str], ...]
    done: str
    counts: tuple[str, str, str]
    unchanged: str
    failed: str
    failures: str
    not_yours: str
    hint: str


TEXTS = {
    "vi": Texts(
        lang="vi",
        thousands=".",
        title="Tài liệu",
        count="{documents} tài liệu · {passages} đoạn",
        drop="Kéo tệp vào đây, hoặc",
        choose_files="chọn tệp",
        drop_detail="PDF, Word, Excel, HTML, Markdown, văn bản, CSV, JSON Lines; "
        "mỗi tệp tối đa {limit} MB. Tệp nằm lại trên máy chạy askvn.",
        sending="Đang tải lên {name}",
        sent="Đã tải lên {count} tệp",
        same="đã có sẵn, không thêm lần nữa",
        broken="Không gửi được tệp. Kiểm tra xem askvn còn chạy không rồi thử lại.",
        find="Tìm theo tên, nguồn",
        every_state="Mọi tình trạng",
        sort="Sắp xếp",
        sort_by="Xếp theo {name}",
        columns=(
            ("title", "Tên"),
            ("date", "Ngày"),
            ("bytes", "Cỡ tệp"),
            ("passages", "Đoạn"),
            ("state", "Tình trạng"),
        ),
        refresh="Cập nhật chỉ mục",
        choose="Chọn {title}",
        choose_all="Chọn tất cả đang hiện",
        chosen="Đã chọn {count}",
        only="Chỉ hỏi trong số này",
        again="Đọc lại",
        remove="Bỏ khỏi chỉ mục",
        unchoose="Bỏ chọn",
        confirm="Bỏ {count} tài liệu khỏi chỉ mục?",
        confirm_one="Bỏ “{title}” khỏi chỉ mục?",
        confirm_detail="askvn sẽ không trả lời từ tài liệu đã bỏ nữa, kể cả sau khi cập nhật chỉ "
        "mục. Tệp trong thư mục của bạn vẫn còn nguyên và có thể đưa trở lại bằng “Đọc lại”; "
        "tệp tải lên từ trang này thì bị xoá hẳn.",
        cancel="Huỷ",
        asked="Đang chỉ hỏi trong: {names}.",
        every="Hỏi tất cả",
        states=(
            ("indexed", "Sẵn sàng"),
            ("changed", "Tệp đã thay đổi"),
            ("missing", "Không còn tệp"),
            ("failed", "Không đọc được"),
            ("left_out", "Đã bỏ ra"),
        ),
        uploaded="tải lên",
        empty="Chưa có tài liệu nào.",
        empty_detail="Kéo tệp vào ô ở trên, hoặc lập chỉ mục cả thư mục bằng dòng lệnh:",
        nothing="Không có tài liệu nào khớp.",
        more="Đang hiện {shown} trong {total} tài liệu; gõ vào ô tìm để thu hẹp.",
        waiting="Đang đợi {count} việc khác xong",
        locked="Một tiến trình khác đang ghi vào chỉ mục; đợi nó xong",
        stages=(
            ("read", "Đang đọc tệp"),
            ("chunk", "Đang chia đoạn"),
            ("embed", "Đang tính vectơ"),
            ("publish", "Đang ghi chỉ mục"),
        ),
        done="Xong: {counts}.",
        counts=("thêm {count} tài liệu", "{count} thay đổi", "bỏ {count}"),
        unchanged="Xong: không có gì thay đổi.",
        failed="Không ghi được chỉ mục vì một lỗi bất ngờ. Hãy thử lại; nếu vẫn lỗi, chạy: "
        "askvn doctor",
        failures="{count} tệp không đọc được",
        not_yours="Chỉ người quản lý máy chủ mới sửa được tài liệu chung; bạn sửa được tệp do bạn "
        "tải lên.",
        hint="Gợi ý: {hint}",
    ),
    "en": Texts(
        lang="en",
        thousands=",",
        title="Documents",
        count="{documents} documents · {passages} passages",
        drop="Drop files here, or",
        choose_files="choose files",
        drop_detail="PDF, Word, Excel, HTML, Markdown, text, CSV, JSON Lines; "
        "at most {limit} MB each. They stay on the machine that runs askvn.",
        sending="Uploading {name}",
        sent="{count} files uploaded",
        same="is here already and was not added again",
        broken="The file could not be sent. See whether askvn is still running, then try again.",
        find="Find by name or source",
        every_state="Every state",
        sort="Sort",
        sort_by="By {name}",
        columns=(
            ("title", "Name"),
            ("date", "Date"),
            ("bytes", "Size"),
            ("passages", "Passages"),
            ("state", "State"),
        ),
        refresh="Update the index",
        choose="Choose {title}",
        choose_all="Choose all that are shown",
        chosen="{count} chosen",
        only="Ask only these",
        again="Read again",
        remove="Remove from the index",
        unchoose="Clear the choice",
        confirm="Remove {count} documents from the index?",
        confirm_one="Remove “{title}” from the index?",
        confirm_detail="askvn will no longer answer from what was removed, not even after the "
        "index was updated. Files in your folders stay where they are, and “Read again” brings "
        "them back; files that were uploaded here are deleted.",
        cancel="Cancel",
        asked="Only these are asked: {names}.",
        every="Ask all",
        states=(
            ("indexed", "Ready"),
            ("changed", "File has changed"),
            ("missing", "File is gone"),
            ("failed", "Cannot be read"),
            ("left_out", "Removed"),
        ),
        uploaded="uploaded",
        empty="There are no documents yet.",
        empty_detail="Drop files into the box above, or index a whole folder from a terminal:",
        nothing="No document fits.",
        more="{shown} of {total} documents are shown; type into the search box to see others.",
        waiting="Waiting for {count} other tasks",
        locked="Another process is writing to the index; waiting for it",
        stages=(
            ("read", "Reading files"),
            ("chunk", "Cutting passages"),
            ("embed", "Embedding"),
            ("publish", "Writing the index"),
        ),
        done="Done: {counts}.",
        counts=("{count} added", "{count} changed", "{count} removed"),
        unchanged="Done: nothing has changed.",
        failed="The index could not be written because of an unexpected error. Try again; if it "
        "stays, run: askvn doctor",
        failures="{count} files cannot be read",
        not_yours="Shared documents are changed by whoever runs the server; you can change what "
        "you uploaded.",
        hint="Hint: {hint}",
    ),
}
