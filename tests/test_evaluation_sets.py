"""Evaluation sets: read as they are, bad lines named, corrections never overwritten."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material import VIETNAMESE

from askvn.errors import EvaluationError
from askvn.evaluate import sets
from askvn.evaluate.sets import Question

SOME = VIETNAMESE.filter(str.strip)
TEXTS = st.lists(SOME, max_size=3).map(tuple)
QUESTIONS = st.lists(
    st.builds(
        Question,
        id=SOME,
        question=SOME,
        answers=TEXTS,
        key_facts=TEXTS,
        documents=TEXTS,
        evidence=TEXTS,
        unanswerable=st.booleans(),
        history=st.lists(st.tuples(st.just("Hỏi gì?"), SOME), max_size=2).map(tuple),
        kind=st.sampled_from(["", "date"]),
        drafted=st.sampled_from(["", "cloze"]),
    ),
    unique_by=lambda question: question.id,
    min_size=1,
    max_size=4,
)


def folder_with(tmp_path, *lines):
    (tmp_path / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


@given(QUESTIONS)
def test_what_is_written_is_read_again(tmp_path_factory, questions):
    folder = tmp_path_factory.mktemp("set")
    sets.write(folder, questions)
    assert sets.read(folder).questions == tuple(questions)


def test_only_id_and_question_are_needed(tmp_path):
    folder = folder_with(tmp_path, '{"id": "1", "question": "Ai?"}', "")
    assert sets.read(folder).questions == (Question("1", "Ai?"),)


@pytest.mark.parametrize(
    "turns",
    [
        [["Ai?", "Ông A."], ["Ở đâu?", "Ở Huế."]],
        [["user", "Ai?"], ["assistant", "Ông A."], ["user", "Ở đâu?"], ["assistant", "Ở Huế."]],
    ],
)
def test_history_is_read_from_pairs_and_from_roles(tmp_path, turns):
    line = json.dumps({"id": "1", "question": "Khi nào?", "history": turns})
    read = sets.read(folder_with(tmp_path, line)).questions[0]
    assert read.history == (("Ai?", "Ông A."), ("Ở đâu?", "Ở Huế."))


def test_an_answer_belongs_to_the_question_before_it(tmp_path):
    turns = [["assistant", "Chào!"], ["user", "A?"], ["user", "B?"], ["assistant", "Vâng."]]
    line = json.dumps({"id": "1", "question": "C?", "history": turns})
    assert sets.read(folder_with(tmp_path, line)).questions[0].history == (("B?", "Vâng."),)


def test_a_byte_order_mark_windows_lines_and_odd_breaks_do_no_harm(tmp_path):
    line = '{"id": "1", "question": "Ai\u2028đó?"}'
    (tmp_path / "questions.jsonl").write_bytes(f"\ufeff{line}\r\n".encode())
    assert sets.read(tmp_path).questions == (Question("1", "Ai\u2028đó?"),)


def test_a_file_in_another_encoding_or_without_questions_is_named(tmp_path):
    (tmp_path / "questions.jsonl").write_bytes(
        '{"id": "1", "question": "Hỏi ở đâu?"}'.encode("utf-16")
    )
    with pytest.raises(EvaluationError, match="is not UTF-8"):
        sets.read(tmp_path)
    with pytest.raises(EvaluationError, match="holds no question"):
        sets.read(folder_with(tmp_path, "", "  "))


def test_the_corpus_is_a_file_a_folder_or_that_of_an_index(tmp_path):
    folder_with(tmp_path, '{"id": "1", "question": "Ai?"}')
    assert sets.read(tmp_path).corpus is None
    (tmp_path / "corpus").mkdir()
    assert sets.read(tmp_path).corpus == tmp_path / "corpus"
    (tmp_path / "corpus.jsonl").touch()
    assert sets.read(tmp_path).corpus == tmp_path / "corpus.jsonl"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("{", "JSON"),
        ("[]", "JSON"),
        ('{"question": "Ai?"}', "id"),
        ('{"id": "2", "question": " "}', "question"),
        ('{"id": "2", "question": "Ai?", "answers": "A"}', "answers"),
        ('{"id": "2", "question": "Ai?", "evidence": [1]}', "evidence"),
        ('{"id": "2", "question": "Ai?", "history": ["ab"]}', "history"),
        ('{"id": "2", "question": "Ai?", "history": [["Ai?"]]}', "history"),
        (
            '{"id": "2", "question": "Ai?", "history": [{"role": "user", "content": "Ai?"}]}',
            "history",
        ),
        ('{"id": "2", "question": "Ai?", "unanswerable": "false"}', "unanswerable"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, name):
    folder = folder_with(tmp_path, '{"id": "1", "question": "Ai?"}', line)
    with pytest.raises(EvaluationError, match=f"questions.jsonl:2: '{name}'"):
        sets.read(folder)


def test_two_questions_with_one_id_are_refused(tmp_path):
    line = '{"id": "1", "question": "Ai?"}'
    with pytest.raises(EvaluationError, match=r"questions.jsonl:2: the id '1' stands twice"):
        sets.read(folder_with(tmp_path, line, line))


def test_a_folder_without_questions_says_how_to_draft_some(tmp_path):
    with pytest.raises(EvaluationError, match=r"has no questions\.jsonl") as raised:
        sets.read(tmp_path)
    assert raised.value.hint == f"askvn eval init {tmp_path}"


def test_corrections_are_never_overwritten(tmp_path):
    sets.write(tmp_path, [Question("1", "Ai?")])
    with pytest.raises(EvaluationError, match="there already"):
        sets.write(tmp_path, [Question("2", "Đâu?")])
    assert sets.read(tmp_path).questions == (Question("1", "Ai?"),)
