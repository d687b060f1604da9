"""The store of record: filters, abbreviations, signatures, and files of an older format."""

import json
import sqlite3
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askvn import chunk
from askvn.errors import IndexLockedError, IndexMismatchError
from askvn.library import Library
from askvn.lookup import exactly
from askvn.records import Document, Meaning, Where
from askvn.vietnamese.abbreviations import definitions, key
from askvn.vietnamese.likeness import signature
from askvn.vietnamese.normalise import normalise

TEXT = "Bộ trưởng họp bàn về chuyển đổi số ở các tỉnh miền núi phía bắc. " * 3


def store(library, source, *, text=TEXT, date="", generation=1, **metadata):
    """Store one document as an indexing run does; return its id."""
    document = Document(source, text, title=source, date=date, metadata=metadata)
    file = library.add_file(f"{source}.file", ".", source)
    identifier = library.add_document(file.id, document, source.encode())
    fill(library, identifier, generation)
    return identifier


def fill(library, identifier, generation=1):
    """Cut a stored document into passages, as an indexing run does."""
    document = library.document(identifier)
    chunks = [(part, b"key") for part in chunk.split(document, 100)]
    library.set_chunks(identifier, "2:100", chunks, generation)
    library.set_facets(identifier, document, definitions(document.text))


def found(library, **where):
    """Return the sources of the passages that fit a filter."""
    ids = library.among(Where(**where))
    assert ids.dtype == np.int64
    assert list(ids) == sorted(set(ids))
    return {hit.source for hit in library.hits(dict.fromkeys(ids.tolist(), 1.0))}


@pytest.fixture
def library(tmp_path):
    """Return a library of four documents."""
    opened = Library(tmp_path, create=True)
    store(opened, "2015/Hàn Quốc.md", date="2015-11-03", tags="ICT, Hàn Quốc")
    store(opened, "2018/han-quoc.md", date="2018-03", tags="ict; doanh nghiệp")
    store(opened, "malaysia.txt", date="1/3/2019", **{"Chủ đề": "Trung tâm dữ liệu"})
    store(opened, "vô-ngày.txt", date="hôm qua", note="ICT")
    return opened


ALL = {"2015/Hàn Quốc.md", "2018/han-quoc.md", "malaysia.txt", "vô-ngày.txt"}


def test_an_empty_filter_leaves_every_passage_in(library):
    assert found(library) == ALL
    assert len(library.among(Where())) == library.counts()[1]


@pytest.mark.parametrize(
    ("globs", "expected"),
    [
        (("2015/*",), {"2015/Hàn Quốc.md"}),
        (("*.md",), {"2015/Hàn Quốc.md", "2018/han-quoc.md"}),
        (("*HÀN quốc*",), {"2015/Hàn Quốc.md"}),
        (("malaysia.txt", "2018/*"), {"malaysia.txt", "2018/han-quoc.md"}),
        (("201[0-6]/*",), {"2015/Hàn Quốc.md"}),
        (("malaysia",), set()),
        (("vo\u0302-nga\u0300y.txt",), {"vô-ngày.txt"}),
    ],
)
def test_a_source_fits_any_glob_whatever_the_case(library, globs, expected):
    assert found(library, sources=globs) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (("ict",), {"2015/Hàn Quốc.md", "2018/han-quoc.md"}),
        (("HÀN QUỐC",), {"2015/Hàn Quốc.md"}),
        (("doanh nghiệp", "trung tâm dữ liệu"), {"2018/han-quoc.md", "malaysia.txt"}),
        (("doanh",), set()),
        (("",), set()),
    ],
)
def test_a_document_fits_any_of_its_whole_tags(library, tags, expected):
    assert found(library, tags=tags) == expected


@pytest.mark.parametrize(
    ("after", "before", "expected"),
    [
        ("2015-11-03", "2015-11-03", {"2015/Hàn Quốc.md"}),
        ("2015-11-04", "", {"2018/han-quoc.md", "malaysia.txt"}),
        ("", "2018-03-01", {"2015/Hàn Quốc.md", "2018/han-quoc.md"}),
        ("", "2018-02-28", {"2015/Hàn Quốc.md"}),
        ("2019-03-01", "2019-03-01", {"malaysia.txt"}),
    ],
)
def test_days_are_inclusive_and_a_date_that_is_none_is_left_out(library, after, before, expected):
    assert found(library, after=after, before=before) == expected


def test_every_kind_of_filter_must_fit(library):
    assert found(library, tags=("ict",), after="2016-01-01") == {"2018/han-quoc.md"}
    assert found(library, sources=("malaysia*",), tags=("ict",)) == set()


def test_a_moved_file_is_found_by_its_new_name_only(library):
    file = library.files()["malaysia.txt.file"]
    library.move_file(file, "elsewhere", ".", "Kuala Lumpur.txt")
    assert found(library, sources=("kuala*",)) == {"Kuala Lumpur.txt"}
    assert found(library, sources=("malaysia*",)) == set()


def test_a_reader_keeps_its_passages_until_they_are_purged(library):
    before = found(library, sources=("2015/*",))
    library.remove_document(library.document_id("2015/Hàn Quốc.md"), 2)
    assert found(library, sources=("2015/*",)) == before
    library.purge(2)
    assert found(library, sources=("2015/*",)) == set()
    assert library._all("SELECT count(*) FROM facets") == [(3,)]


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """Return a library of one document without tags."""
    opened = Library(tmp_path_factory.mktemp("one"), create=True)
    store(opened, "a.txt")
    return opened


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_filter_can_be_asked_for(one, glob, tag):
    assert len(one.among(Where(sources=(glob, "*")))) == one.counts()[1]
    assert len(one.among(Where(tags=(tag,)))) == 0


def test_what_documents_explain_is_found_by_either_form_most_told_first(tmp_path):
    library = Library(tmp_path, create=True)
    store(library, "a", text="Ngành công nghệ thông tin (CNTT) lớn. Công nghệ thông tin (CNTT).")
    store(library, "b", text="Về công nghệ thông tin (CNTT) và Bộ Tài chính (BTC).")
    gone = store(library, "c", text="Ban tổ chức (BTC) và ban tổ chức (BTC).")
    store(library, "d", text="Theo Ban Tổ chức (BTC).")
    assert library.meanings([key("cntt")]) == [Meaning("CNTT", "công nghệ thông tin", 2)]
    assert library.meanings([key("Công nghệ thông tin"), "lạ"]) == library.meanings(["cntt"])
    assert library.meanings(["btc", "bo tai chinh"]) == [
        Meaning("BTC", "Ban Tổ chức", 2),
        Meaning("BTC", "Bộ Tài chính", 1),
    ]
    library.remove_document(gone, 2)
    assert [meaning.documents for meaning in library.meanings(["btc"])] == [1, 1]
    assert library.meanings([]) == []


def test_a_hit_brings_the_signature_of_what_is_visible(library):
    for hit in library.hits(dict.fromkeys(library.among(Where()).tolist(), 0.5)):
        assert hit.signature == signature(hit.visible)
    assert "signature" not in hit.to_json()
    assert hit.to_json()["also_in"] == []
    assert "signature" not in repr(hit)


@pytest.mark.parametrize("bits", [0, 1, (1 << 63) - 1, 1 << 63, (1 << 64) - 1])
def test_a_signature_of_any_64_bits_survives(library, bits):
    first = int(library.among(Where())[0])
    signed = bits - (1 << 64) if bits >> 63 else bits
    library._run("UPDATE chunks SET signature=? WHERE id=?", signed, first)
    assert library.hits({first: 1.0})[0].signature == bits


# files of format 1 -------------------------------------------------------------------------------

FORMAT_1 = """
CREATE TABLE files(id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE,
  root TEXT NOT NULL, source TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE documents(id INTEGER PRIMARY KEY AUTOINCREMENT, file INTEGER NOT NULL,
  source TEXT NOT NULL, hash BLOB NOT NULL, title TEXT NOT NULL, date TEXT NOT NULL,
  metadata TEXT NOT NULL, text BLOB NOT NULL, hidden TEXT NOT NULL, marks TEXT NOT NULL,
  chunking TEXT NOT NULL, removed INTEGER);
CREATE UNIQUE INDEX live_sources ON documents(source) WHERE removed IS NULL;
CREATE INDEX documents_of_file ON documents(file);
CREATE TABLE chunks(id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, page INTEGER, headings TEXT NOT NULL,
  text TEXT NOT NULL, visible TEXT, key BLOB NOT NULL, added INTEGER NOT NULL, removed INTEGER);
CREATE INDEX chunks_of_document ON chunks(document);
CREATE INDEX chunks_by_key ON chunks(key);
CREATE TABLE vectors(key BLOB NOT NULL, embedder TEXT NOT NULL, vector BLOB NOT NULL,
  PRIMARY KEY(key, embedder)) WITHOUT ROWID;
PRAGMA journal_mode=WAL;
PRAGMA user_version=1;
"""


@pytest.fixture
def old(tmp_path):
    """Return the folder of a library of format 1 with one document, its passage and vector."""
    file = sqlite3.connect(tmp_path / "library.db")
    file.executescript(FORMAT_1)
    metadata = json.dumps({"tags": "ICT"})
    text = zlib.compress("Ngành công nghệ thông tin (CNTT) phát triển.".encode())
    file.execute("INSERT INTO files VALUES(1, 'a.md', '.', 'a.md', 'hash')")
    file.execute(
        "INSERT INTO documents VALUES(1, 1, 'a.md', x'00', 'A', '2015', ?, ?, '[]', '[]',"
        " '2:100', NULL)",
        (metadata, text),
    )
    file.execute("INSERT INTO chunks VALUES(1, 1, 0, 5, NULL, '', 'Ngành', NULL, x'01', 1, NULL)")
    file.execute("INSERT INTO vectors VALUES(x'01', 'e', x'003c')")
    file.commit()
    file.close()
    return tmp_path


def dump(folder):
    """Return everything that a format-1 file holds."""
    file = sqlite3.connect(folder / "library.db")
    columns = "id, document, start, end, page, headings, text, visible, key, added, removed"
    rows = [
        file.execute(f"SELECT {what} FROM {table}").fetchall()
        for what, table in (
            ("id, path, root, source, hash", "files"),
            (columns, "chunks"),
            ("*", "vectors"),
        )
    ]
    rows.append(file.execute("SELECT id, file, source, text, metadata FROM documents").fetchall())
    version = file.execute("PRAGMA user_version").fetchone()[0]
    file.close()
    return version, rows


def test_an_older_file_is_refused_for_reading_with_what_repairs_it(old):
    before = dump(old)
    with pytest.raises(IndexMismatchError, match="format: 1 → 3") as caught:
        Library(old)
    assert caught.value.hint == f"askvn index --index {old}"
    assert dump(old) == before


def test_an_older_file_is_upgraded_for_writing_and_loses_nothing(old):
    before = dump(old)
    library = Library(old, create=True)
    assert library.unchunked("2:100") == [1]
    assert [ids for ids, _ in library.vectors("e")] == [[1]]
    library.close()
    version, rows = dump(old)
    assert version == 3
    assert rows == before[1]
    again = Library(old)
    fill(again, 1, generation=2)
    assert found(again, tags=("ict",), before="2015-01-01") == {"a.md"}
    assert again.meanings(["cntt"]) == [Meaning("CNTT", "công nghệ thông tin", 1)]


def test_an_upgrade_that_fails_leaves_the_older_file_as_it_was(old):
    file = sqlite3.connect(old / "library.db")
    file.execute("CREATE TABLE abbreviations(in_the_way)")
    file.commit()
    file.close()
    before = dump(old)
    with pytest.raises(Exception, match="already exists"):
        Library(old, create=True)
    assert dump(old) == before


def test_an_older_file_is_not_upgraded_under_another_writer(old):
    lock = sqlite3.connect(old / "writer.lock", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    with pytest.raises(IndexLockedError, match="another process"):
        Library(old, create=True)
    lock.close()
    assert dump(old)[0] == 1


def test_a_newer_file_is_left_alone(old):
    file = sqlite3.connect(old / "library.db")
    file.execute("PRAGMA user_version=4")
    file.close()
    for create in (False, True):
        with pytest.raises(IndexMismatchError, match="format: 4 → 3") as caught:
            Library(old, create=create)
        assert caught.value.hint == "pip install --upgrade askvn"


def test_a_new_file_and_an_upgraded_one_have_the_same_tables(old, tmp_path_factory):
    fresh = Library(tmp_path_factory.mktemp("fresh"), create=True)
    upgraded = Library(old, create=True)
    query = "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    columns = "SELECT name FROM pragma_table_info('chunks') ORDER BY cid"
    assert fresh._all(query) == upgraded._all(query)
    assert fresh._all(columns) == upgraded._all(columns)


def test_a_file_of_format_2_is_upgraded_by_whoever_opens_it(library, tmp_path):
    before = library.kept()
    library.close()
    file = sqlite3.connect(tmp_path / "library.db")
    file.executescript(
        "DROP TABLE failures; DROP TABLE left_out; ALTER TABLE files DROP COLUMN size;"
        " ALTER TABLE files DROP COLUMN modified; PRAGMA user_version=2"
    )
    file.close()
    opened = Library(tmp_path)
    assert opened.kept() == before != []
    assert opened.kept()[0].look == (-1, -1)
    assert opened.left_out() == opened.failures() == []
    assert opened.unchunked("2:100") == []
    opened.close()


def test_documents_are_chosen_exactly_however_many_and_whatever_their_names(library):
    for source in ("a[1].txt", "a1.txt", "a*.txt", "ab.txt", "báo cáo?.txt"):
        store(library, source)
    for source in ("a[1].txt", "a*.txt", "ba\u0301o cáo?.txt"):
        assert found(library, sources=exactly([source]).sources) == {normalise(source)}
    many = exactly([f"{number}.txt" for number in range(3000)] + ["a1.txt"])
    assert found(library, sources=many.sources) == {"a1.txt"}
    assert library.among(exactly([])).tolist() == library.among(Where()).tolist()
