"""The file of users: what goes in comes out, and a wrong line says where it is."""

import io
import re

import pytest

from askvn.cli import main, users
from askvn.errors import SettingsError
from askvn.web import passwords

KEPT = "scrypt$2$8$1$c2FsdA==$aGFzaA=="


def test_a_password_is_known_by_its_hash_and_no_other_is():
    kept = passwords.hashed("Mật khẩu: dài, có dấu")
    assert re.fullmatch(r"scrypt\$16384\$8\$1\$[\w+/=]+\$[\w+/=]+", kept)
    assert passwords.matches("Mật khẩu: dài, có dấu", kept)
    assert not passwords.matches("mật khẩu: dài, có dấu", kept)
    assert kept != passwords.hashed("Mật khẩu: dài, có dấu")


def test_a_file_has_a_user_a_line_and_may_have_remarks(tmp_path):
    file = tmp_path / "users"
    file.write_text(f"# ai được vào\n\nlan:{KEPT}\n  nam:{KEPT}\n", encoding="utf-8")
    assert passwords.read(file) == {"lan": KEPT, "nam": KEPT}


@pytest.mark.parametrize(
    "line",
    [
        "lan", "lan:", f":{KEPT}", "lan:mật khẩu", f"lan:{KEPT}\nlan:{KEPT}",
        f"lan:{KEPT.replace('scrypt', 'md5')}", f"lan:{KEPT.replace('$2$', '$3$')}",
        f"lan:{KEPT.replace('$2$', '$99999999$')}", f"lan:{KEPT}$", "lan:scrypt$2$8$1$$",
        "lan:scrypt$2$8$1$*$aGFzaA==",
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_by_its_number(tmp_path, line):
    file = tmp_path / "users"
    file.write_text(f"# một\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"line [23] of {file} is not user:hash") as caught:
        passwords.read(file)
    assert caught.value.hint == f"askvn web --hash-password NAME >> {file}"


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read: No such file"), (b"# x\n", "names nobody"),
                          (b"\xff\xfe", "cannot be read")],
)  # fmt: skip
def test_a_file_that_is_none_is_an_error(tmp_path, content, said):
    file = tmp_path / "users"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=said):
        passwords.read(file)


def test_the_command_prints_the_line_of_a_user(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("bí mật\n"))
    assert main(["web", "--hash-password", "lan"]) == 0
    file = tmp_path / "users"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert passwords.matches("bí mật", passwords.read(file)["lan"])


@pytest.mark.parametrize(
    ("name", "typed"), [("a:b", "x\n"), ("#a", "x\n"), (" ", "x\n"), ("a", "\n")]
)
def test_no_line_is_made_of_what_cannot_be_one(name, typed):
    with pytest.raises(SettingsError, match=r"cannot be a user's name|the password is empty"):
        users.line(name, "vi", io.StringIO(typed))


def test_the_page_does_not_open_with_a_file_of_users_that_is_wrong(tmp_path, capsys):
    file = tmp_path / "users"
    file.write_text("lan\n", encoding="utf-8")
    assert main(["web", "--auth", str(file), "--lang", "vi"]) == 1
    said = capsys.readouterr().err
    assert f"error: dòng 1 của {file} không có dạng tên:mã băm" in said
    assert "Traceback" not in said
