"""Models from a hub: whole and checked, resumed where they broke off, refused where wrong."""

import hashlib
import json
import subprocess
import sys
import threading
import time

import pytest
from fake_hub import COMMAND, REVISION, TOKEN, FakeHub, askvn, environment, serving
from small_models import contents, write_embedder, write_gguf

from askvn.errors import ModelNotFoundError
from askvn.models import catalogue

CHAT = "owner/Ti-Hon-GGUF"
FILE = "Ti-Hon-Q8_0.gguf"
NAME = f"{CHAT}/{FILE}"
EMBEDDER = "owner/ti-hon-e5"


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    return write_gguf(tmp_path_factory.mktemp("gguf") / FILE).read_bytes()


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    return contents(write_embedder(tmp_path_factory.mktemp("st") / "model"))


@pytest.fixture
def hub(weights):
    with serving(
        FakeHub({CHAT: {FILE: weights, "README.md": b"# x"}}, {CHAT: "apache-2.0"})
    ) as one:
        yield one


def home(place):
    return place / "data" / "askvn" / "models"


def partial(place):
    return [
        path
        for path in (home(place) / ".partial").rglob("*")
        if path.is_file() and path.stat().st_size > 500
    ]


def test_a_pulled_model_is_there_with_its_hash_and_what_to_type(hub, weights, tmp_path):
    done = askvn("models", "pull", NAME, "--json", place=tmp_path, hub=hub)
    assert (done.returncode, done.stderr) == (0, "")
    model = json.loads(done.stdout)
    assert set(model) == {
        "name", "kind", "source", "revision", "licence", "files", "about", "bytes", "folder",
        "setting", "address", "was_there",
    }  # fmt: skip
    assert model["files"] == [
        {"path": FILE, "size": len(weights), "sha256": hashlib.sha256(weights).hexdigest()}
    ]
    assert (model["name"], model["kind"], model["address"]) == (
        "ti-hon-q8_0", "chat", "llama-cpp:ti-hon-q8_0",
    )  # fmt: skip
    assert (model["source"], model["revision"], model["licence"]) == (NAME, REVISION, "apache-2.0")
    assert model["about"] == {
        "title": "Tí Hon", "architecture": "qwen3", "context": 4096, "parameters": 2088,
    }  # fmt: skip
    assert (home(tmp_path) / "ti-hon-q8_0" / "files" / FILE).read_bytes() == weights
    assert partial(tmp_path) == []


def test_a_whole_repository_comes_without_the_formats_that_are_not_needed(embedder, tmp_path):
    others = {"onnx/model.onnx": bytes(5000), "pytorch_model.bin": bytes(5000),
              "run.py": b"print()", ".gitattributes": b"*"}  # fmt: skip
    with serving(FakeHub({EMBEDDER: {**embedder, **others}})) as hub:
        done = askvn("models", "pull", EMBEDDER, "--json", place=tmp_path, hub=hub)
    model = json.loads(done.stdout)
    assert (model["kind"], model["licence"], model["address"]) == (
        "embedder", "cc-by-4.0", "st:ti-hon-e5",
    )  # fmt: skip
    assert contents(home(tmp_path) / "ti-hon-e5" / "files") == embedder


def test_what_is_there_is_not_asked_for_again(hub, tmp_path):
    askvn("models", "pull", NAME, place=tmp_path, hub=hub)
    hub.requests.clear()
    again = askvn("models", "pull", NAME, "--json", place=tmp_path, hub=hub)
    assert json.loads(again.stdout)["was_there"] is True
    assert hub.requests == []


def test_an_interrupted_download_goes_on_where_it_stopped(hub, weights, tmp_path):
    half = len(weights) // 2
    hub.drop_after = half
    broken = askvn("models", "pull", NAME, "--lang", "en", place=tmp_path, hub=hub)
    assert broken.returncode == 1
    assert broken.stderr.splitlines()[0] == f"error: {hub.endpoint} answers with the error 503"
    assert "goes on where it stopped" in broken.stderr.splitlines()[1]
    assert [path.stat().st_size for path in partial(tmp_path)] == [half]
    hub.is_down = False
    hub.requests.clear()
    assert askvn("models", "pull", NAME, place=tmp_path, hub=hub).returncode == 0
    assert hub.downloads() == [(FILE, f"bytes={half}-")]
    assert (home(tmp_path) / "ti-hon-q8_0" / "files" / FILE).read_bytes() == weights


def test_a_download_that_was_killed_goes_on_where_it_stopped(hub, weights, tmp_path):
    half = len(weights) // 2
    hub.drop_after, hub.waits = half, threading.Event()
    command = [*COMMAND, "models", "pull", NAME]
    told = environment(tmp_path, HF_ENDPOINT=hub.endpoint)
    with subprocess.Popen(command, cwd=tmp_path, env=told) as running:
        until = time.monotonic() + 60
        while [path.stat().st_size for path in partial(tmp_path)] != [half]:
            assert time.monotonic() < until
            time.sleep(0.02)
        running.kill()
    hub.waits.set()
    hub.requests.clear()
    assert askvn("models", "pull", NAME, place=tmp_path, hub=hub).returncode == 0
    assert hub.downloads() == [(FILE, f"bytes={half}-")]
    assert (home(tmp_path) / "ti-hon-q8_0" / "files" / FILE).read_bytes() == weights


def test_a_connection_that_breaks_once_is_taken_up_at_once(hub, weights, tmp_path):
    hub.drop_after, hub.drops_once = 3000, True
    assert askvn("models", "pull", NAME, place=tmp_path, hub=hub).returncode == 0
    assert hub.downloads() == [(FILE, ""), (FILE, "bytes=3000-")]
    assert (home(tmp_path) / "ti-hon-q8_0" / "files" / FILE).read_bytes() == weights


def test_what_another_revision_left_is_not_continued(hub, weights, tmp_path):
    hub.drop_after = 700
    askvn("models", "pull", NAME, place=tmp_path, hub=hub)
    hub.is_down, hub.revision = False, "f" * 40
    hub.repositories[CHAT][FILE] = weights + bytes(32)
    hub.requests.clear()
    done = askvn("models", "pull", NAME, "--json", place=tmp_path, hub=hub)
    assert json.loads(done.stdout)["revision"] == "f" * 40
    assert hub.downloads() == [(FILE, "")]


def test_other_bytes_than_announced_are_refused_and_deleted(hub, tmp_path):
    hub.altered = True
    done = askvn("models", "pull", NAME, "--lang", "en", place=tmp_path, hub=hub)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"error: '{FILE}' of '{CHAT}' came with other bytes than announced; it was deleted",
        "hint: run the same command again",
    ]
    assert partial(tmp_path) == []
    assert not (home(tmp_path) / "ti-hon-q8_0").exists()


def test_a_server_that_sends_without_end_is_left(hub, tmp_path):
    hub.endless = True
    done = askvn("models", "pull", NAME, "--lang", "en", place=tmp_path, hub=hub)
    assert "came with other bytes than announced" in done.stderr
    assert hub.was_left
    assert partial(tmp_path) == []


def test_a_damaged_model_is_fetched_anew(hub, weights, tmp_path):
    askvn("models", "pull", NAME, place=tmp_path, hub=hub)
    file = home(tmp_path) / "ti-hon-q8_0" / "files" / FILE
    file.write_bytes(bytes(len(weights)))
    checked = askvn("models", "verify", "--lang", "en", place=tmp_path)
    assert checked.returncode == 1
    assert f"has other content than it had\n  hint: askvn models pull {NAME}\n" in checked.stdout
    assert askvn("models", "pull", NAME, place=tmp_path, hub=hub).returncode == 0
    assert file.read_bytes() == weights


def test_too_little_room_is_said_before_anything_is_fetched(hub, weights, tmp_path):
    code = (
        "from pathlib import Path; from askvn.models.catalogue import find;"
        "from askvn.models.home import Home; from askvn.models.pull import pull\n"
        f"pull(find({NAME!r}), Home(Path('models')), free={len(weights) - 1})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False,
        env=environment(tmp_path, HF_ENDPOINT=hub.endpoint),
    )  # fmt: skip
    assert "SpaceError: 'models' has 8.9 kB free, 8.9 kB are needed" in done.stderr
    assert hub.downloads() == []


def test_an_unknown_name_is_answered_with_the_nearest_and_without_the_network(tmp_path):
    done = askvn("models", "pull", "qwen3-4", "--lang", "en", place=tmp_path)
    assert done.stderr.splitlines() == [
        "error: there is no model called 'qwen3-4'", "hint: askvn models pull qwen3-4b",
    ]  # fmt: skip


OFFLINE = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("name", "circumstances", "error", "hint"),
    [
        ("nobody/nothing", {}, "has no repository 'nobody/nothing', or not for", "check its name"),
        ("a--b/c", {}, "has no repository 'a--b/c'", "check its name"),
        (f"{CHAT}/x.gguf", {}, f"'{CHAT}' has no file 'x.gguf'", "/tree/main, then: askvn"),
        (CHAT, {}, f"'{CHAT}' holds no model for sentence-transf", f"{CHAT}/FILE.gguf"),
        (NAME, {"gated": True}, f"'{CHAT}' is given to those who accept", "HF_TOKEN"),
        (NAME, {"refused_token": True, "HF_TOKEN": TOKEN}, "does not let this account", "HF_TOKEN"),
        (NAME, {"HF_HUB_OFFLINE": "1"}, "HF_HUB_OFFLINE forbids to", "unset HF_HUB_OFFLINE"),
        (NAME, {"HF_ENDPOINT": OFFLINE}, f"{OFFLINE} cannot be reached", "check the network"),
    ],
)
def test_each_failure_has_its_message_and_its_hint(hub, tmp_path, name, circumstances, error, hint):
    told = {"HF_ENDPOINT": hub.endpoint}
    for what, value in circumstances.items():
        if what.isupper():
            told[what] = value
        else:
            setattr(hub, what, value)
    done = askvn("models", "pull", name, "--lang", "en", place=tmp_path, **told)
    lines = done.stderr.splitlines()
    assert (done.returncode, done.stdout, len(lines)) == (1, "", 2)
    assert lines[0].startswith("error: ")
    assert error in lines[0]
    assert hint in lines[1]
    assert TOKEN not in done.stderr
    assert hub.downloads() == []


def test_a_token_opens_a_gated_repository_and_never_reaches_another_host(hub, tmp_path):
    hub.gated = True
    done = askvn("models", "pull", NAME, place=tmp_path, hub=hub, HF_TOKEN=TOKEN)
    assert done.returncode == 0
    assert TOKEN not in done.stdout + done.stderr
    seen = {path.startswith("/cdn/"): authorised for _, path, _, authorised in hub.requests}
    assert seen == {False: True, True: False}


def test_a_model_without_a_chat_template_is_refused_and_leaves_nothing(hub, tmp_path):
    plain = write_gguf(tmp_path / "plain.gguf", template="")
    hub.repositories[CHAT]["plain.gguf"] = plain.read_bytes()
    done = askvn("models", "pull", f"{CHAT}/plain.gguf", "--lang", "en", place=tmp_path, hub=hub)
    assert "has no chat template" in done.stderr
    assert partial(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["x", "x/", "/x", "a/b/c", "a/b/../c.gguf", "a/b//c.gguf", "a/b/c.bin", "a/ấ", ""]
)
def test_what_is_no_name_of_a_model_is_not_asked_for(name):
    with pytest.raises(ModelNotFoundError, match="there is no model called"):
        catalogue.find(name)


def test_presets_can_be_named_and_say_what_they_are_for():
    for preset in catalogue.PRESETS:
        assert catalogue.find(preset.name) is preset
        assert preset.purpose
        assert preset.about_size > 0
        assert bool(preset.file) == (preset.kind == "chat")
