"""Reading a question: manners, what it asks for, other names, follow-ups, weights."""

import pytest
from hypothesis import given
from material import VIETNAMESE

from askvn import resources
from askvn.records import Meaning, Message
from askvn.understand import Vocabulary, expected_types, is_follow_up, understand
from askvn.understand.content import content_tokens, searched_tokens
from askvn.understand.expand import Expansion, expansions, weigh
from askvn.understand.manners import core, written_out
from askvn.understand.restorer import Restorer
from askvn.vietnamese import words
from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.normalise import normalise

RESTORER = Restorer(resources.model("restorer"))


def vocabulary(text="", meanings=(), idf=None):
    held = {*words.tokens(text), *words.pairs(text)}
    return Vocabulary(
        frequency=lambda token: int(token in held),
        idf=idf or (lambda token: 1.0),
        meanings=lambda keys: meanings,
    )


def as_typed(question, history=()):
    return understand(question, history, vocabulary=vocabulary(), restorer=None)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Cho em hỏi ai là trưởng ban ạ?", "ai là trưởng ban"),
        ("Dạ anh chị cho em hỏi hội nghị ở đâu vậy ạ?", "hội nghị ở đâu"),
        ("Bạn ơi, họp ở đâu vậy?", "họp ở đâu"),
        ("ban oi hop o dau vay", "hop o dau"),
        ("cho em hoi viem gan a la gi a", "viem gan a la gi"),
        ("viem gan a", "viem gan a"),
        ("Em muốn hỏi về việc cấp phép ạ", "cấp phép"),
        ("Hội nghị họp ở đâu", "Hội nghị họp ở đâu"),
        ("Muốn được cấp phép cần gì?", "Muốn được cấp phép cần gì?"),
        ("Có thể làm như vậy?", "Có thể làm như vậy?"),
        ("Xin chào", "Xin chào"),
    ],
)
def test_what_is_only_polite_is_no_part_of_the_question(question, asked):
    assert question[slice(*core(question))] == asked


@given(VIETNAMESE)
def test_a_question_keeps_at_least_a_word(text):
    text = normalise(text)
    start, end = core(text)
    assert 0 <= start <= end <= len(text)
    assert bool(words.tokens(text[start:end])) == bool(words.tokens(text))


def test_shorthand_is_written_out_unless_the_documents_use_it():
    assert written_out("đc j ko vs ai", lambda token: 0) == "được gì không với ai"
    assert written_out("đc j ko", lambda token: int(token == "ko")) == "được gì ko"
    assert written_out("KO vs. K-pop, a.vs/j", lambda token: 0) == "KO vs. K-pop, a.vs/j"


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Có phải Huế không?", {"yes_no"}),
        ("da hop chua", {"yes_no"}),
        ("Những tỉnh nào tham gia?", {"place", "list"}),
        ("Gồm những gì?", {"list"}),
        ("Có bao nhiêu người?", {"number"}),
        ("Máy bay nào?", set()),
    ],
)
def test_question_words_tell_what_is_asked_for(question, kinds):
    assert set(expected_types(question)) == kinds


def test_abbreviations_and_halves_of_words_are_content():
    assert {"~ai", "~la"} & set(content_tokens("AI là gì?")) == {"~ai"}
    assert "~the_gioi" in content_tokens("Nước nào đông nhất thế giới?")
    assert content_tokens("ai là gì") == []


def test_a_polite_lead_in_does_not_hide_a_follow_up():
    history = [Message("user", "KTNF là công ty nước nào?"), Message("assistant", "Hàn Quốc.")]
    question = "Cho em hỏi thế công ty này làm gì ạ?"
    understood = understand(question, history, vocabulary=vocabulary(), restorer=RESTORER)
    assert is_follow_up("thế công ty này làm gì")
    assert understood.text == "Công ty KTNF làm gì?"
    assert understood.context == ""
    assert understood.terms["ktnf"] == 2
    assert understood.terms["làm"] == 2
    assert not {"gì", "ạ", "~gi"} & set(understood.terms)
    assert understood.to_embed == ("Công ty KTNF làm gì?",)


def test_a_doubtful_word_is_searched_in_all_its_readings():
    understood = understand("dai dam la gi", vocabulary=vocabulary(), restorer=RESTORER)
    readings = {term: weight for term, weight in understood.terms.items() if strip(term) == "dai"}
    assert len(readings) > 1
    assert sum(readings.values()) <= 1.3 + 1e-6
    assert understood.terms["~dai_dam"] == 1


def test_grammar_is_not_searched_unless_there_is_nothing_else():
    assert set(searched_tokens("Thủ đô ở đâu")) == {
        "thủ", "~thu", "đô", "~do", "~thu_do", "~do_o",
    }  # fmt: skip
    assert set(searched_tokens("ở đâu")) == {"ở", "~o", "đâu", "~dau", "~o_dau"}


def test_a_question_is_searched_as_typed_where_nothing_may_be_put_back():
    understood = as_typed("  bo truong\tTTTT la ai ")
    assert understood.text == "bo truong TTTT la ai"
    assert understood.terms == understood.own
    assert understood.expansions == ()


def test_abbreviations_are_searched_both_ways_as_far_as_the_documents_have_them():
    documents = "Hiệp hội Fabless Hàn Quốc (KFIA). Bộ TTTT. Sam Sung."
    found = vocabulary(documents, [Meaning("KFIA", "Hiệp hội Fabless Hàn Quốc", 1)])
    assert expansions("KFIA là gì?", found) == [Expansion("KFIA", "Hiệp hội Fabless Hàn Quốc")]
    assert Expansion("hiệp hội fabless hàn quốc", "KFIA") in expansions(
        "hiệp hội fabless hàn quốc ở đâu", found
    )
    assert Expansion("TT&TT", "TTTT") in expansions("Bộ TT&TT", found)
    assert Expansion("Samsung", "Sam sung") in expansions("Samsung", found)
    assert Expansion("Face Book", "FaceBook") in expansions("Face Book", vocabulary("facebook"))
    assert expansions("KFIA là gì?", vocabulary("khác", found.meanings([]))) == []
    knows = vocabulary("trí tuệ nhân tạo, công nghệ thông tin")
    assert expansions("AI là gì", knows) == [Expansion("AI", "trí tuệ nhân tạo")]
    assert expansions("ai là người đứng đầu", knows) == []
    assert Expansion("cntt", "công nghệ thông tin") in expansions("phong cntt", knows)


def test_other_names_never_outweigh_what_was_typed():
    idf = {"kfia": 5.0, "~kfia": 3.0}
    held = vocabulary(idf=lambda token: idf.get(token, 2.0))
    given = [Expansion("KFIA", "Hiệp hội Fabless"), Expansion("KFIA", "Khoa Phim")]
    weights = weigh(given, held)
    whole = sum(weight * held.idf(token) for token, weight in weights.items())
    assert whole <= 8.0 + 1e-9
    assert weights["fabless"] == pytest.approx(0.5 * 8 / 16)
