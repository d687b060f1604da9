"""The index on disk: incremental, atomic, never silently mixed."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

import askvn
from askvn import generation
from askvn.errors import (
    DocumentError,
    IndexDamagedError,
    IndexLockedError,
    IndexMismatchError,
    IndexMissingError,
)
from askvn.library import Library
from askvn.records import Meaning, Where
from askvn.vietnamese.likeness import signature


def figures(report):
    counts = report.to_json()["documents"]
    return tuple(counts[name] for name in ("added", "changed", "unchanged", "removed", "failed"))


def sources(engine, question="Hà Nội vệ tinh diễn đàn"):
    return {hit.source for hit in engine.search(question, k=20)}


def test_a_second_run_changes_nothing(engine, folder):
    before = generation.current(Path(engine.settings.index))
    assert figures(engine.ingest([folder])) == (0, 0, 3, 0, 0)
    assert generation.current(Path(engine.settings.index)) == before == "000001"


def test_only_what_changed_is_indexed_again(engine, folder):
    (folder / "malaysia.txt").write_text("Malaysia mở văn phòng ở Huế năm 2026.", encoding="utf-8")
    (folder / "nhat.txt").write_text("Nhật Bản tặng thiết bị đo.", encoding="utf-8")
    (folder / "han-quoc.md").unlink()
    assert figures(engine.ingest([folder])) == (1, 1, 1, 1, 0)
    assert sources(engine, "văn phòng ở Huế") >= {"malaysia.txt"}
    assert sources(engine) == {"malaysia.txt", "nhat.txt", "phap/ve-tinh.txt"}
    assert "Gobind" not in " ".join(hit.text for hit in engine.search("Gobind Singh Deo", k=20))


def test_a_renamed_file_is_kept(engine, folder):
    (folder / "malaysia.txt").rename(folder / "ma-lai.txt")
    assert figures(engine.ingest([folder])) == (0, 0, 3, 0, 0)
    assert "ma-lai.txt" in sources(engine, "Gobind Singh Deo")


def test_folders_of_one_name_are_told_apart(engine, tmp_path):
    for place in "abcd":
        folder = tmp_path / place / "giấy tờ"
        folder.mkdir(parents=True)
        (folder / "bão.txt").write_text(f"Bão số 3 đổ bộ vào Vinh. {place}", encoding="utf-8")
        line = json.dumps({"id": "tin-1", "text": f"Mưa đá rơi ở Huế. {place}"})
        (folder / "tin.jsonl").write_text(line, encoding="utf-8")
        assert figures(engine.ingest([folder]))[0] == 2
    outline = [source for source, *_ in engine.library.outline()]
    assert len(outline) == len(set(outline)) == 3 + 4 * 2
    assert {"bão.txt", "giấy tờ/bão.txt", "c/giấy tờ/bão.txt", "tin-1"} <= set(outline)
    assert figures(engine.ingest()) == (0, 0, 11, 0, 0)


def test_without_paths_everything_known_is_looked_at_again(engine, folder):
    (folder / "malaysia.txt").unlink()
    assert figures(engine.ingest()) == (0, 0, 2, 1, 0)


def test_nothing_to_index_is_a_clear_error_that_offers_the_sample(tmp_path):
    fresh = askvn.open(str(tmp_path / "fresh"))
    with pytest.raises(DocumentError, match="no path was given") as caught:
        fresh.ingest()
    assert caught.value.hint.endswith("corpus'")


def test_another_folder_is_added_and_a_name_that_is_taken_gets_its_folder(engine, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "malaysia.txt").write_text("Một bài khác hẳn về Penang.", encoding="utf-8")
    assert figures(engine.ingest([other])) == (1, 0, 0, 0, 0)
    assert "other/malaysia.txt" in sources(engine, "Penang")
    assert "malaysia.txt" in sources(engine, "Gobind Singh Deo")


def test_one_bad_file_does_not_stop_the_rest_and_keeps_its_last_good_state(engine, folder):
    (folder / "malaysia.txt").write_bytes(b"B\xe9 kh\xf4ng ph\xe1i UTF-8 \x81")
    (folder / "moi.txt").write_text("Bài mới về Úc.", encoding="utf-8")
    report = engine.ingest([folder])
    assert figures(report) == (1, 0, 2, 0, 1)
    assert report.failures[0].source == "malaysia.txt"
    assert report.failures[0].hint
    assert {"malaysia.txt", "moi.txt"} <= sources(engine, "Gobind Singh Deo ở Úc")


def test_jsonl_lines_are_documents_by_their_id(engine, tmp_path):
    lines = [
        {"id": "a-1", "title": "Một", "text": "Hải Phòng có cảng."},
        {"id": "a-2", "text": "Huế."},
    ]
    file = tmp_path / "corpus.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    assert figures(engine.ingest([file])) == (2, 0, 0, 0, 0)
    assert engine.search("cảng Hải Phòng", k=1)[0].source == "a-1"
    file.write_text(json.dumps(lines[1]), encoding="utf-8")
    assert figures(engine.ingest([file])) == (0, 0, 1, 1, 0)


def test_a_missing_path_is_a_clear_error(engine):
    with pytest.raises(DocumentError, match="khong-co"):
        engine.ingest(["khong-co"])


def test_two_writers_cannot_meet(engine, folder):
    other = Library(Path(engine.settings.index))
    with other.writing(), pytest.raises(IndexLockedError, match="another process"):
        engine.ingest([folder])
    assert figures(engine.ingest([folder])) == (0, 0, 3, 0, 0)


def test_other_settings_are_refused_with_the_difference_and_mended_by_indexing(engine, folder):
    other = askvn.open(engine.settings.index, chunk_chars=300)
    with pytest.raises(IndexMismatchError, match="chunk_chars: 1000 → 300"):
        other.search("Hà Nội")
    other.ingest([folder])
    assert all(len(hit.text) <= 300 for hit in other.search("Hà Nội", k=20))


def test_no_index_is_a_clear_error(tmp_path):
    with pytest.raises(IndexMissingError, match="there is no index"):
        Library(tmp_path / "none")
    with pytest.raises(IndexMissingError, match="never finished"):
        askvn.open(str(tmp_path / "new")).search("x")


def test_a_damaged_file_is_named_and_rebuilt_from_the_library(engine):
    index = Path(engine.settings.index)
    dense = generation.folder_of(index, "000001") / "dense.faiss"
    data = dense.read_bytes()
    dense.unlink()
    dense.write_bytes(data[:-1] + b"?")
    with pytest.raises(IndexDamagedError, match=r"dense\.faiss"):
        generation.verify(index, "000001")
    dense.unlink()
    fresh = askvn.open(str(index))
    with pytest.raises(IndexDamagedError, match=r"dense\.faiss"):
        fresh.search("Hà Nội")
    fresh.ingest(rebuild=True)
    assert sources(fresh) == sources(engine)
    generation.verify(index, generation.current(index))


def test_a_reader_keeps_answering_while_a_new_generation_is_published(engine, folder):
    opened = engine.shelf.current()
    (folder / "malaysia.txt").unlink()
    replace(engine).ingest([folder])
    assert opened.manifest.number == 1
    found = {hit.id: hit.score for hit in opened.lexical.search({"gobind": 1.0}, 5)}
    assert engine.library.hits(found)[0].source == "malaysia.txt"
    assert engine.shelf.current().manifest.number == 2


def test_an_interrupted_run_leaves_the_old_index_and_is_completed_by_the_next(engine, folder):
    (folder / "moi.txt").write_text("Bài mới về Úc và Sydney.", encoding="utf-8")

    class Killed(BaseException):
        pass

    def stop(stage, done, total):
        if stage == "publish" and done:
            raise Killed

    with pytest.raises(Killed):
        engine.ingest([folder], progress=stop)
    assert generation.current(Path(engine.settings.index)) == "000001"
    assert "moi.txt" not in sources(engine, "Sydney")
    again = askvn.open(engine.settings.index)
    assert figures(again.ingest([folder])) == (0, 0, 4, 0, 0)
    assert "moi.txt" in sources(again, "Sydney")


def test_vectors_are_reused_for_text_that_was_embedded_before(engine, folder):
    calls = []

    class Counting:
        name, fingerprint, dim = (
            getattr(engine.embedder, n) for n in ("name", "fingerprint", "dim")
        )

        def embed_documents(self, texts):
            calls.extend(texts)
            return engine.embedder.embed_documents(texts)

        embed_question = engine.embedder.embed_question

    ingester = engine.ingester(lambda *_: None)
    (folder / "ban-sao.md").write_text((folder / "han-quoc.md").read_text("utf-8"), "utf-8")
    replace(ingester, embedder=Counting()).run([folder])
    assert calls == []


def test_hits_are_exact_slices_of_the_stored_document(engine):
    for hit in engine.search("diễn đàn thỏa thuận vệ tinh", k=20):
        assert engine.document(hit.source).text[hit.start : hit.end] == hit.text


def test_a_file_that_is_no_library_is_named(tmp_path):
    (tmp_path / "library.db").write_bytes(b"this is no database at all, not even nearly" * 50)
    with pytest.raises(IndexDamagedError, match="not a library"):
        Library(tmp_path)
    old = sqlite3.connect(tmp_path / "x.db")
    old.close()


def test_what_is_indexed_can_be_filtered_and_its_abbreviations_asked_for(engine, folder):
    ids = engine.library.among(Where(tags=("ict",), after="2018-03-22", before="2018-03-22"))
    assert {hit.source for hit in engine.library.hits(dict.fromkeys(ids.tolist(), 1.0))} == {
        "han-quoc.md"
    }
    text = "---\nnote: ủy ban nhân dân (UBND)\n---\nVề công nghệ thông tin (CNTT)."
    (folder / "cntt.md").write_text(text, encoding="utf-8")
    engine.ingest([folder])
    cntt = Meaning("CNTT", "công nghệ thông tin", 1)
    assert engine.library.meanings(["cntt", "ubnd"]) == [cntt]
    (folder / "cntt.md").unlink()
    engine.ingest([folder])
    assert engine.library.meanings(["cntt"]) == []


def test_every_passage_of_twenty_syllables_gets_a_signature(engine):
    hits = engine.search("diễn đàn vệ tinh Malaysia", k=20)
    assert {hit.signature for hit in hits} == {signature(hit.visible) for hit in hits} != {0}


def test_an_index_that_grew_is_the_one_that_is_built_anew(engine, folder):
    (folder / "them.txt").write_text("Trạm mặt đất\n\nTrạm thu ảnh đặt tại Hà Nội.", "utf-8")
    (folder / "malaysia.txt").unlink()
    (folder / "han-quoc.md").write_text("# Mới\n\nDiễn đàn dời sang tháng 4.", "utf-8")
    engine.ingest([folder])
    question = engine.embedder.embed_question("trạm thu ảnh vệ tinh")
    grown = engine.shelf.current()
    found = grown.dense.search(question, 10), grown.lexical.search({"~anh": 1.0}, 10)
    engine.ingest([folder], rebuild=True)
    anew = engine.shelf.current()
    assert anew.manifest.number > grown.manifest.number
    assert [hit.id for hit in found[0]] == [hit.id for hit in anew.dense.search(question, 10)]
    assert [hit.id for hit in found[1]] == [
        hit.id for hit in anew.lexical.search({"~anh": 1.0}, 10)
    ]
    assert len(grown.dense) == len(anew.dense) == engine.library.counts()[1]
