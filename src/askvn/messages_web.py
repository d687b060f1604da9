"""What users read about `askvn web`, in Vietnamese; a part of the catalogue in `askvn.messages`."""

from __future__ import annotations

WEB = {
    # the command line
    "address to listen at (127.0.0.1)": "địa chỉ lắng nghe (127.0.0.1)",
    "port to listen at (7860)": "cổng lắng nghe (7860)",
    "only these users may enter; a line is user:hash":
        "chỉ cho những người này vào; mỗi dòng là tên:mã băm",
    "ask for a password and print the line of this user for --auth":
        "hỏi mật khẩu rồi in ra dòng của người này cho --auth",
    "always off: no public address is ever asked for":
        "luôn tắt: không bao giờ xin địa chỉ công khai",
    "password: ": "mật khẩu: ",
    "once more: ": "gõ lại: ",
    # errors and hints
    "the file of users {file} cannot be read: {reason}":
        "không đọc được tệp người dùng {file}: {reason}",
    "the file of users {file} names nobody": "tệp người dùng {file} không có ai",
    "line {number} of {file} is not user:hash, or names a user again":
        "dòng {number} của {file} không có dạng tên:mã băm, hoặc lặp lại một tên",
    "askvn web --hash-password NAME >> {file}": "askvn web --hash-password TÊN >> {file}",
    "'{name}' cannot be a user's name": "'{name}' không dùng làm tên người dùng được",
    "a name is not empty and has no colon, no blank and no # at its beginning":
        "tên không được rỗng, không có dấu hai chấm, dấu cách hay dấu # ở đầu",
    "the password is empty, or was typed differently the second time":
        "mật khẩu rỗng, hoặc hai lần gõ không giống nhau",
    "askvn web --hash-password {name}": "askvn web --hash-password {name}",
}  # fmt: skip
