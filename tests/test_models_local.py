"""Models of this machine: what is taken in, what is refused, how a name becomes a loaded model."""

import hashlib
import json
import os
import struct
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sentence_transformers import SentenceTransformer
from small_models import contents, write_embedder, write_gguf

from askvn import resources
from askvn.errors import (
    ModelDamagedError,
    ModelError,
    ModelLockedError,
    ModelNotFoundError,
    ModelUnfitError,
    SpaceError,
)
from askvn.models import card, digest, gguf, identify, machine, manifest
from askvn.models.add import add
from askvn.models.address import locate
from askvn.models.home import Home, default_folder, open_home
from askvn.records import Message
from askvn.settings import Settings
from askvn.wiring import open_embedder, open_llm, open_reranker


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "models")


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    return write_embedder(tmp_path_factory.mktemp("st") / "Tí Hon E5")


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory):
    return write_gguf(tmp_path_factory.mktemp("spoilt") / "sound.gguf")


def test_a_gguf_tells_its_name_context_parameters_and_licence(tmp_path):
    head = gguf.read(write_gguf(tmp_path / "x.gguf"))
    assert head == gguf.Head("Tí Hon", "qwen3", "mit", 4096, 64 * 32 + 32 + 8, True, 0)


def test_the_built_in_answer_model_tells_what_its_card_does():
    folder = resources.model("answer")
    head = gguf.read(folder / "answer.gguf")
    known = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    assert (head.architecture, head.context, head.has_template) == ("qwen3", known["context"], True)
    assert head.parameters == known["parameters"]


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5])
def test_a_gguf_that_is_cut_short_is_refused(tmp_path, share):
    path = write_gguf(tmp_path / "x.gguf")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share) or 4])
    with pytest.raises(ModelUnfitError, match=r"x\.gguf' is no complete GGUF file"):
        gguf.read(path)


@example(place=300, change=b"\0 ")  # a length that no machine can count to
@given(place=st.integers(4, 600), change=st.binary(min_size=1, max_size=12))
def test_a_spoilt_gguf_is_read_or_refused_but_never_more(spoilt, place, change):
    path, sound = spoilt.with_name("spoilt.gguf"), spoilt.read_bytes()
    path.write_bytes(sound[:place] + change + sound[place + len(change) :])
    with suppress(ModelUnfitError):
        assert isinstance(gguf.read(path), gguf.Head)


def test_a_gguf_file_is_added_under_its_name_with_its_hash(home, tmp_path):
    path = write_gguf(tmp_path / "Ti Hon_Q8.gguf")
    done = add(path, home)
    model = done.manifest
    assert not done.was_there
    assert (model.name, model.kind, model.source, model.licence) == (
        "ti-hon_q8", "chat", "Ti Hon_Q8.gguf", "mit",
    )  # fmt: skip
    assert model.files == (
        manifest.ModelFile(
            path.name, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()
        ),
    )
    assert home.read("ti-hon_q8") == model
    assert (home.files("ti-hon_q8") / path.name).read_bytes() == path.read_bytes()
    assert path.exists()


def test_adding_the_same_again_changes_nothing_and_another_is_refused(home, tmp_path):
    add(write_gguf(tmp_path / "a.gguf"), home)
    assert add(tmp_path / "a.gguf", home).was_there
    other = write_gguf(tmp_path / "b.gguf", licence="apache-2.0")
    with pytest.raises(ModelError, match=r"'a' is the name of another installed .*, from a\.gguf"):
        add(other, home, name="a")
    assert home.read("a").licence == "mit"
    assert list((home.folder / ".partial").glob("*.added")) == []


def test_a_folder_of_sentence_transformers_is_added_without_what_is_not_needed(
    home, embedder, tmp_path
):
    wanted = contents(embedder)
    for name in ("onnx/model.onnx", "modeling.py", ".git/config", "model.ckpt"):
        (embedder / name).parent.mkdir(exist_ok=True)
        (embedder / name).write_bytes(b"x")
    model = add(embedder, home, name="ti-hon").manifest
    assert (model.kind, model.licence, model.source) == ("embedder", "cc-by-4.0", "Tí Hon E5")
    assert contents(home.files("ti-hon")) == wanted


def test_files_that_are_links_into_a_cache_are_taken_themselves(home, tmp_path):
    blob = write_gguf(tmp_path / "blobs" / "0123")
    link = tmp_path / "x.gguf"
    link.symlink_to(blob)
    add(link, home)
    file = home.files("x") / "x.gguf"
    assert not file.is_symlink()
    assert file.read_bytes() == blob.read_bytes()


def write_config(folder, content):
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def nothing(place):
    return place / "none"


def a_text(place):
    (place / "note.gguf").write_text("xin chào", encoding="utf-8")
    return place / "note.gguf"


def a_folder(place):
    return write_config(place / "folder", {"a": 1})


def no_weights(place):
    return write_config(place / "bare", {"architectures": ["XForSequenceClassification"]})


def no_template(place):
    return write_gguf(place / "base.gguf", template="")


def a_part(place):
    return write_gguf(place / "part.gguf", parts=3)


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (nothing, ModelNotFoundError, "there is no model file"),
        (a_text, ModelUnfitError, "is neither a GGUF file nor the folder of a sentence-transform"),
        (a_folder, ModelUnfitError, "is neither a GGUF file nor"),
        (no_weights, ModelUnfitError, "a model's description but not its weights"),
        (no_template, ModelUnfitError, "has no chat template"),
        (a_part, ModelUnfitError, "is one of 3 parts"),
    ],
)
def test_what_is_no_model_is_refused_and_leaves_nothing(home, tmp_path, make, kind, message):
    with pytest.raises(kind, match=message) as caught:
        add(make(tmp_path), home)
    assert caught.value.hint
    assert home.names() == []


def test_a_cross_encoder_is_known_from_an_embedder(tmp_path):
    folder = write_config(tmp_path / "x", {"architectures": ["BertForSequenceClassification"]})
    (folder / "model.safetensors").write_bytes(b"x")
    assert identify.identify(folder).kind == "reranker"
    (folder / "modules.json").write_text("[]", encoding="utf-8")
    assert identify.identify(folder).kind == "embedder"
    library = folder / "config_sentence_transformers.json"
    library.write_text('{"model_type": "CrossEncoder"}', encoding="utf-8")
    assert identify.identify(folder).kind == "reranker"


def test_pickled_weights_are_left_where_the_folder_has_better_ones():
    names = ["model.safetensors", "pytorch_model.bin", "2_Dense/pytorch_model.bin", "../x.json",
             "a/../b.json", "tf_model.h5", "LICENSE", "sentencepiece.bpe.model"]  # fmt: skip
    assert identify.needed(names) == [
        "2_Dense/pytorch_model.bin", "LICENSE", "model.safetensors", "sentencepiece.bpe.model",
    ]  # fmt: skip


def test_a_copy_that_does_not_fit_is_refused(home, tmp_path):
    path = write_gguf(tmp_path / "x.gguf")
    with pytest.raises(SpaceError, match=r"has 10 B free, 8\.9 kB are needed"):
        add(path, home, free=10)
    assert home.names() == []


def test_what_is_done_to_the_original_does_not_reach_the_model(home, tmp_path):
    path = write_gguf(tmp_path / "x.gguf")
    add(path, home)
    with path.open("r+b") as file:
        file.write(b"spoilt")
    assert home.problems(home.read("x"), digest.ignore) == {}


@pytest.mark.parametrize("name", ["Ti-Hon", "a/b", "..", ".partial", "-x", "a" * 65, "x y", "ấ"])
def test_a_name_that_could_be_a_path_is_refused(home, tmp_path, name):
    with pytest.raises(ModelError, match="cannot be the name of a model"):
        add(write_gguf(tmp_path / "x.gguf"), home, name=name)


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../x", "a/../../x", "a//b", "a\\b", "C:x", "", ".", "a/.", "x.", "a\0b"],
)
def test_a_path_that_leads_out_of_its_folder_is_not_safe(path):
    assert not manifest.is_safe(path)


def test_an_installed_chat_model_answers_under_its_name(home):
    add(resources.model("answer") / "answer.gguf", home, name="mini")
    settings = Settings(
        llm="llama-cpp:mini", models=str(home.folder), context_tokens=512, threads=1
    )
    llm = open_llm(settings)
    assert (llm.name, llm.context_size) == ("mini", 512)
    assert llm.count_tokens([Message("user", "Hà Nội")]) > 0
    longer = open_llm(replace(settings, context_tokens=9999))
    assert longer.context_size == 2048  # what it was made for


def test_an_installed_embedder_gives_the_vectors_of_its_folder_under_its_own_name(home, embedder):
    add(embedder, home, name="ti-hon")
    opened = open_embedder("st:ti-hon", str(home.folder))
    expected = SentenceTransformer(str(embedder), device="cpu").encode("hà nội")
    assert opened.name == "st:ti-hon"
    assert opened.fingerprint.startswith("st:ti-hon-")
    np.testing.assert_allclose(
        opened.embed_question("hà nội"), expected / np.linalg.norm(expected), atol=1e-6
    )


def test_a_name_that_is_not_installed_says_how_to_get_it(home, tmp_path):
    models = str(home.folder)
    with pytest.raises(ModelNotFoundError, match="'qwen3-4b' is not installed yet") as caught:
        open_llm(Settings(llm="llama-cpp:qwen3-4b", models=models))
    assert caught.value.hint == "askvn models pull qwen3-4b"
    with pytest.raises(ModelNotFoundError, match="no model called 'bge-m'") as caught:
        open_embedder("st:bge-m", models)
    assert caught.value.hint == "askvn models pull bge-m3"
    with pytest.raises(ModelNotFoundError, match="no model called 'zzz'") as caught:
        open_reranker("st:zzz", models)
    assert caught.value.hint == "askvn models list"


def test_a_model_of_another_kind_says_where_it_belongs(home, tmp_path):
    add(write_gguf(tmp_path / "x.gguf"), home)
    with pytest.raises(ModelError, match="'x' is a model for the setting 'llm', not") as caught:
        open_embedder("st:x", str(home.folder))
    assert caught.value.hint == 'llm = "llama-cpp:x"'


@pytest.mark.parametrize("text", ["models/x.gguf", "x.gguf", "Owner/Repository", "All-MiniLM"])
def test_paths_and_ids_are_no_names(home, text):
    assert locate(text, "chat", home) is None


def test_a_model_whose_files_are_not_all_there_is_not_loaded(home, tmp_path):
    add(write_gguf(tmp_path / "x.gguf"), home)
    (home.files("x") / "x.gguf").write_bytes(b"GGUF")
    with pytest.raises(ModelDamagedError, match="'x' is not as it was installed") as caught:
        locate("x", "chat", home)
    assert caught.value.hint == "askvn models verify"
    assert home.problems(home.read("x")) == {"x.gguf": "size"}


def test_a_manifest_that_leads_elsewhere_is_refused(home, tmp_path):
    add(write_gguf(tmp_path / "x.gguf"), home)
    path = home.folder / "x" / "model.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["files"][0]["path"] = "../../../x.gguf"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ModelDamagedError, match=r"model\.json' does not describe a model"):
        home.read("x")
    assert home.installed() == []


def test_two_processes_do_not_prepare_the_same_model(home):
    with (
        home.staging("x"),
        pytest.raises(ModelLockedError, match="fetching the model 'x'"),
        home.staging("x"),
    ):
        pass
    with home.staging("x") as again:
        assert again.is_dir()


def test_models_lie_among_the_users_data_or_where_the_setting_says(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "askvn" / "models"
    assert open_home("").folder == tmp_path / "askvn" / "models"
    assert open_home("here").folder.name == "here"


def test_a_hash_is_remembered_until_the_file_changes(tmp_path):
    path, memory = tmp_path / "x", tmp_path / "notes" / "checked.json"
    path.write_bytes(b"one")
    first = digest.remembered(path, memory)
    assert first == hashlib.sha256(b"one").hexdigest()
    state = path.stat()
    path.write_bytes(b"two")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert digest.remembered(path, memory) == first  # the same size and time: not looked into
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    assert digest.remembered(path, memory) == hashlib.sha256(b"two").hexdigest()


@pytest.mark.parametrize("notes", ["[]", "{", '{"x": 1}', struct.pack("<I", 0xFFFFFFFF)])
def test_notes_that_cannot_be_read_are_made_anew(tmp_path, notes):
    path, memory = tmp_path / "x", tmp_path / "checked.json"
    path.write_bytes(b"one")
    memory.write_bytes(notes if isinstance(notes, bytes) else notes.encode())
    assert digest.remembered(path, memory) == hashlib.sha256(b"one").hexdigest()
    assert str(path.resolve()) in json.loads(memory.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", card.BUILTIN)
def test_a_built_in_model_that_is_not_its_cards_is_not_loaded(monkeypatch, tmp_path, name):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert card.checked(resources.model(name)) == resources.model(name)
    folder = tmp_path / name
    for path, content in contents(resources.model(name)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    file = next(iter(json.loads((folder / "card.json").read_text(encoding="utf-8"))["sha256"]))
    spoilt = bytearray((folder / file).read_bytes())
    spoilt[-1] ^= 1
    (folder / file).write_bytes(spoilt)
    with pytest.raises(ModelDamagedError, match="is not the one its card names") as caught:
        card.checked(folder)
    assert "pip install" in caught.value.hint


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (2_497_280_736, "2.5 GB"), (472e6, "472 MB"),
     (999_600, "1.0 MB"), (99_900_000, "99.9 MB"), (5e15, "5000 TB")],
)  # fmt: skip
def test_sizes_are_readable(size, text):
    assert machine.readable(int(size)) == text


@pytest.mark.parametrize(
    ("size", "memory", "fits"),
    [(2_500_000_000, 8_000_000_000, True), (5_000_000_000, 8_000_000_000, False),
     (2_500_000_000, 4_000_000_000, False), (0, 8_000_000_000, None), (1, 0, None)],
)  # fmt: skip
def test_a_model_fits_if_it_leaves_room_for_the_rest(size, memory, fits):
    assert machine.fits(size, memory) is fits
