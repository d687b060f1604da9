"""Finding files, choosing their reader, and what happens when a file cannot be read at all."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from askvn.errors import DocumentError, MissingExtraError
from askvn.load import find, load, supported

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("chữ", encoding="utf-8")


def test_supported_names_every_suffix():
    assert supported() == (
        *(".csv", ".docx", ".htm", ".html", ".jsonl", ".markdown", ".md", ".pdf", ".tsv"),
        *(".txt", ".xlsx"),
    )


def test_a_file_is_found_as_itself_whatever_it_is(tmp_path):
    touch(tmp_path, "a.xyz")
    assert find(tmp_path / "a.xyz") == [tmp_path / "a.xyz"]


def test_a_folder_gives_supported_visible_files_in_path_order(tmp_path):
    touch(tmp_path, "b.txt", "a.MD", "c/d.pdf", "c/.ẩn.txt", ".git/x.txt", "~$e.docx", "f.exe")
    (tmp_path / "g.txt").mkdir()
    assert find(tmp_path) == [tmp_path / name for name in ("a.MD", "b.txt", "c/d.pdf")]


def test_links_to_files_are_followed_and_loops_are_not(tmp_path):
    touch(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    (tmp_path / "loop").symlink_to(".", target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    (tmp_path / "self.txt").symlink_to("self.txt")
    assert find(tmp_path) == [tmp_path / "a.txt", tmp_path / "b.txt"]


def test_a_path_that_does_not_exist_is_an_error_that_says_where_to_look(tmp_path):
    missing = tmp_path / "không có" / "a.txt"
    with pytest.raises(DocumentError, match=r"a\.txt: does not exist") as caught:
        find(missing)
    assert caught.value.hint == f"ls {tmp_path}"


def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path, monkeypatch):
    touch(tmp_path, "a/b.txt", "c.txt")
    scandir = os.scandir

    def refuse(folder):
        if str(folder).endswith("/a"):
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(DocumentError, match=r"/a: cannot be read \(Permission denied\)") as caught:
        find(tmp_path)
    assert caught.value.hint == f"ls -ld {tmp_path}/a"


def test_a_file_that_vanished_is_an_error(tmp_path):
    with pytest.raises(DocumentError, match=r"a\.txt: cannot be read \(No such file"):
        list(load(tmp_path / "a.txt", "a.txt"))


def test_an_unsupported_format_names_the_supported_ones(tmp_path):
    with pytest.raises(DocumentError, match=r"a\.xyz: format '\.xyz' .*\.csv \.docx") as caught:
        load(tmp_path / "a.xyz", "a.xyz")
    assert caught.value.hint == "save it in one of the supported formats"


@pytest.mark.parametrize(("name", "target"), [("a b.DOC", "docx"), ("c.xls", "xlsx")])
def test_an_office_format_has_the_command_that_converts_it(name, target):
    with pytest.raises(DocumentError, match="is not supported") as caught:
        load(Path(name), name)
    quoted = f"'{name}'" if " " in name else name
    expected = f"soffice --headless --convert-to {target} --outdir converted {quoted}"
    assert caught.value.hint == expected


def test_a_huge_file_is_refused_unless_it_is_text(tmp_path):
    for name in ("a.md", "b.jsonl"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(200_000_001)
    with pytest.raises(DocumentError, match=r"a\.md: is too large \(200 MB, at most 200 MB\)"):
        list(load(tmp_path / "a.md", "a.md"))


@pytest.mark.parametrize(
    ("suffix", "module", "package"),
    [
        (".pdf", "pypdfium2", "pypdfium2"),
        (".docx", "docx", "python-docx"),
        (".xlsx", "openpyxl", "openpyxl"),
        (".html", "trafilatura", "trafilatura"),
    ],
)
def test_a_missing_package_is_named_with_its_extra(tmp_path, monkeypatch, suffix, module, package):
    monkeypatch.setitem(sys.modules, module, None)
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"x")
    with pytest.raises(MissingExtraError, match=f"package '{package}' is not") as caught:
        list(load(path, "a"))
    assert caught.value.hint == "pip install 'askvn[docs]'"


@pytest.mark.parametrize("suffix", [".txt", ".md", ".jsonl", ".csv", ".tsv", ".html"])
@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_an_error(tmp_path, suffix, data):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=r": is empty$") as caught:
        list(load(path, "a"))
    assert caught.value.hint == "write some text into it, or remove it"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no ../shared/corpus beside the repository")
def test_the_corpus_reads_with_title_date_and_the_lead_as_text():
    path = next(CORPUS.glob("004*.txt"))
    [document] = load(path, path.name)
    assert document.title.startswith("4 thỏa thuận")
    assert f'title: "{document.title}"' in document.text
    assert document.date == "2017-09-07"
    assert document.metadata["author"] == "ictnews"
    assert document.marks == ()
    lead = document.text.index("Bốn thỏa thuận hợp tác")
    assert not any(start <= lead < end for start, end in document.hidden)
    hidden = [document.text[start:end] for start, end in document.hidden]
    assert hidden[0].startswith("---\nlayout: post")
    assert hidden[0].endswith("\n---\n")
    assert (hidden[1], hidden[-1]) == ("###### ", "<!--more-->")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no ../shared/corpus beside the repository")
def test_every_file_of_the_corpus_is_one_document():
    for path in find(CORPUS):
        [document] = load(path, path.name)
        assert document.source == path.name
        assert len(document.text) > 3000
