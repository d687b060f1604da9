"""The reranker: small cross-encoders made here, compared by value with the model called by hand."""

import json
import shutil
import subprocess
import sys
import threading

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from material import VIETNAMESE
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
    XLMRobertaForSequenceClassification,
)

from askvn.backends.rerank_sentence_transformers import SentenceTransformersReranker
from askvn.errors import ModelDamagedError, ModelError, ModelNotFoundError
from askvn.testing import check_reranker

WORDS = "thủ đô của việt nam là hà nội ở đâu huế mưa giá vàng hôm nay một hai ba yes no q d : ?"
SMALL = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "initializer_range": 0.5,  # large, so that scores lie apart
}
QUESTION = "thủ đô của việt nam ở đâu ?"
TEXTS = [
    "hà nội là thủ đô của việt nam",
    "huế mưa",
    "giá vàng hôm nay",
    "hà nội " * 40,
    "một",
    "",
    "huế mưa",
    *(f"giá vàng {number}" + " hôm nay" * count for count, number in enumerate(WORDS.split())),
]
PAIR_TEMPLATE = (
    "{% for message in messages %}"
    "{% if message.role == 'query' %}q : {{ message.content }} "
    "{% elif message.role == 'document' %}d : {{ message.content }} {% endif %}"
    "{% endfor %}?"
)
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{% if message.role == 'user' %}q : {{ message.content }} {% endif %}"
    "{% endfor %}?"
)


def save_tokenizer(folder, **settings):
    """Write a tokenizer of whole words and return the size of its vocabulary."""
    vocabulary = {word: number for number, word in enumerate(("<s>", "<pad>", "</s>", "<unk>"))}
    for word in WORDS.split():
        vocabulary.setdefault(word, len(vocabulary))
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> $B:1 </s>:1",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="<unk>",
        pad_token="<pad>",
        cls_token="<s>",
        sep_token="</s>",
        **settings,
    ).save_pretrained(folder)
    return len(vocabulary)


def save_bert(folder, *, kind=BertForSequenceClassification, labels=1, **settings):
    """Write a BERT of 24 positions with random weights."""
    torch.manual_seed(7)
    size = save_tokenizer(folder, **settings)
    config = BertConfig(
        vocab_size=size, max_position_embeddings=24, num_labels=labels, pad_token_id=1, **SMALL
    )
    kind(config).save_pretrained(folder)
    return str(folder)


def save_llama(folder, template):
    """Write a language model of 64 positions, with a chat template where one is given."""
    torch.manual_seed(7)
    size = save_tokenizer(folder, **({"chat_template": template} if template else {}))
    config = LlamaConfig(
        vocab_size=size, max_position_embeddings=64, bos_token_id=0, eos_token_id=2,
        pad_token_id=1, **SMALL,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    return str(folder)


def by_hand(folder, pairs, longest):
    """Return the logit of each pair, one at a time and without padding."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    scores = []
    for pair in pairs:
        encoded = tokenizer([pair], truncation="longest_first", max_length=longest)
        with torch.inference_mode():
            ids = torch.tensor(encoded["input_ids"])
            scores.append(model(input_ids=ids).logits.item())
    return scores


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_bert(tmp_path_factory.mktemp("bert"))


@pytest.fixture(scope="module")
def reranker(folder):
    return SentenceTransformersReranker(folder)


def test_it_keeps_the_contract(reranker):
    check_reranker(reranker, QUESTION, TEXTS)


def test_scores_are_the_logits_of_the_model_called_by_hand(reranker, folder):
    expected = by_hand(folder, [(QUESTION, text) for text in TEXTS], longest=24)
    np.testing.assert_allclose(reranker.score(QUESTION, TEXTS), expected, atol=1e-5)
    assert max(expected) - min(expected) > 0.1, "a test on scores that are all the same"
    assert max(expected) > 1, "a sigmoid would stay below"


def test_a_pair_too_long_loses_the_end_of_its_longer_side(reranker):
    begun = "hà nội " + "huế " * 12
    one, other = reranker.score("mưa ?", [begun + "mưa " * 20, begun * 9])
    # 24 tokens: three for the frame, two for the question, nineteen for the text
    same, different = reranker.score(
        "mưa ?", [" ".join((begun + "mưa " * 20).split()[:19]), "huế " * 19]
    )
    assert one == pytest.approx(same, abs=1e-5)
    assert abs(one - different) > 1e-3
    assert abs(one - other) > 1e-3


def test_a_table_of_positions_that_begins_behind_the_padding_is_not_overrun(tmp_path):
    size = save_tokenizer(tmp_path)
    config = XLMRobertaConfig(
        vocab_size=size, max_position_embeddings=26, type_vocab_size=2, pad_token_id=1,
        num_labels=1, **SMALL,
    )  # fmt: skip
    XLMRobertaForSequenceClassification(config).save_pretrained(tmp_path)
    scores = SentenceTransformersReranker(str(tmp_path)).score(QUESTION, TEXTS)
    expected = by_hand(tmp_path, [(QUESTION, text) for text in TEXTS], longest=24)
    np.testing.assert_allclose(scores, expected, atol=1e-5)


def test_the_longest_input_that_the_tokenizer_names_is_kept(tmp_path):
    folder = save_bert(tmp_path, model_max_length=12)
    scores = SentenceTransformersReranker(folder).score(QUESTION, TEXTS)
    expected = by_hand(folder, [(QUESTION, text) for text in TEXTS], longest=12)
    np.testing.assert_allclose(scores, expected, atol=1e-5)


@given(st.lists(VIETNAMESE, max_size=5), st.randoms())
def test_the_order_of_the_texts_changes_no_score(reranker, texts, random):
    scores = dict(zip(texts, reranker.score(QUESTION, texts), strict=True))
    random.shuffle(texts)
    assert reranker.score(QUESTION, texts) == [scores[text] for text in texts]


def test_threads_get_the_scores_of_their_own_texts(reranker):
    expected = [reranker.score(QUESTION, TEXTS[:count]) for count in range(1, 9)]
    found = [[]] * len(expected)

    def ask(count):
        for _ in range(5):
            found[count - 1] = reranker.score(QUESTION, TEXTS[:count])

    threads = [threading.Thread(target=ask, args=(count,)) for count in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected


def test_weights_of_16_bits_score_alike_whatever_stands_beside(tmp_path, folder):
    save_tokenizer(tmp_path)
    model = BertForSequenceClassification.from_pretrained(folder, dtype=torch.bfloat16)
    model.save_pretrained(tmp_path)
    check_reranker(SentenceTransformersReranker(str(tmp_path)), QUESTION, TEXTS)


def test_a_language_model_is_asked_through_its_own_template(tmp_path):
    folder = save_llama(tmp_path, PAIR_TEMPLATE)
    reranker = SentenceTransformersReranker(folder)
    texts = ["hà nội là thủ đô", "huế mưa", "giá vàng hôm nay một hai ba"]
    check_reranker(reranker, QUESTION, texts)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder).eval()
    yes, no = tokenizer.convert_tokens_to_ids(["yes", "no"])
    expected = []
    for text in texts:
        prompt = f"q : {QUESTION} d : {text} ?"
        ids = tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids
        with torch.inference_mode():
            last = model(input_ids=ids).logits[0, -1]
        expected.append((last[yes] - last[no]).item())
    np.testing.assert_allclose(reranker.score(QUESTION, texts), expected, atol=1e-4)


@pytest.mark.parametrize("template", ["", CHAT_TEMPLATE])
def test_a_language_model_without_a_place_for_pairs_is_refused(tmp_path, template):
    folder = save_llama(tmp_path, template)
    with pytest.raises(ModelError, match="was not trained to score") as raised:
        SentenceTransformersReranker(folder)
    assert raised.value.hint == "askvn ask … --reranker none"


def test_an_encoder_without_a_trained_head_is_refused(tmp_path):
    folder = save_bert(tmp_path, kind=BertModel)
    with pytest.raises(ModelError, match="was not trained to score"):
        SentenceTransformersReranker(folder)


def test_a_classifier_of_several_labels_is_refused(tmp_path):
    folder = save_bert(tmp_path, labels=3)
    with pytest.raises(ModelError, match="gives 3 scores"):
        SentenceTransformersReranker(folder)


def test_program_code_of_the_model_is_not_run(tmp_path, folder):
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    config = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Config"}}
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (tmp_path / "own.py").write_text("raise SystemExit('was run')", encoding="utf-8")
    with pytest.raises(ModelError, match="needs program code of its own"):
        SentenceTransformersReranker(str(tmp_path))


def test_a_folder_without_a_model_is_damaged(tmp_path):
    with pytest.raises(ModelDamagedError, match="cannot be loaded"):
        SentenceTransformersReranker(str(tmp_path))


def test_a_model_that_is_nowhere_is_not_found(tmp_path):
    with pytest.raises(ModelNotFoundError, match="no-such-model") as raised:
        SentenceTransformersReranker(str(tmp_path / "no-such-model"))
    assert raised.value.hint == "askvn ask … --reranker none"


def test_importing_the_module_loads_nothing_heavy():
    code = (
        "import sys, askvn.backends.rerank_sentence_transformers; "
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'underthesea'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
