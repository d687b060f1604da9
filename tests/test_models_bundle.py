"""Bundles: the same hashes on the other machine, and nothing else from a stranger's file."""

import io
import json
import re
import subprocess
import tarfile
import zipfile

import pytest
from fake_hub import COMMAND, askvn, environment
from small_models import contents, write_gguf

from askvn.errors import BundleError, ModelDamagedError, ModelError, ModelNotFoundError, SpaceError
from askvn.models import wheels
from askvn.models.add import add
from askvn.models.bundle import bundle
from askvn.models.home import Home
from askvn.models.unbundle import unbundle

UNUSABLE = "its bundle.json cannot be used"
FILE = "models/x/files/x.gguf"


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "here")
    add(write_gguf(tmp_path / "x.gguf"), home)
    add(write_gguf(tmp_path / "y.gguf", licence="apache-2.0"), home)
    return home


@pytest.fixture
def there(tmp_path):
    return Home(tmp_path / "there")


def left_over(home):
    return [path for path in home.folder.rglob("*") if path.is_file() and path.suffix != ".lock"]


def test_a_bundle_brings_the_same_models_to_another_machine(home, there, tmp_path):
    packed = bundle(tmp_path / "out.tar", home)
    assert [model.name for model in packed.models] == ["x", "y"]
    assert packed.size == (tmp_path / "out.tar").stat().st_size
    done = unbundle(tmp_path / "out.tar", there)
    assert [(one.manifest, one.was_there) for one in done.models] == [
        (home.read("x"), False), (home.read("y"), False),
    ]  # fmt: skip
    for name in ("x", "y"):
        assert contents(there.folder / name) == contents(home.folder / name)
    assert all(one.was_there for one in unbundle(tmp_path / "out.tar", there).models)


def test_only_the_models_that_are_named_are_bundled(home, there, tmp_path):
    bundle(tmp_path / "out.tar", home, ["y"])
    unbundle(tmp_path / "out.tar", there)
    assert there.names() == ["y"]


def test_a_plain_tar_takes_it_apart_too_and_its_note_says_what_to_type(home, tmp_path):
    bundle(tmp_path / "out.tar", home, ["x"])
    with tarfile.open(tmp_path / "out.tar") as tar:
        assert tar.getnames() == ["bundle.json", "README.txt", FILE]
        assert b"askvn models unbundle out.tar" in tar.extractfile("README.txt").read()


def test_what_cannot_be_bundled_is_told_and_leaves_no_file(home, there, tmp_path):
    target = tmp_path / "out.tar"
    with pytest.raises(BundleError, match="no model is installed"):
        bundle(target, there)
    with pytest.raises(ModelNotFoundError, match="no model called 'z'"):
        bundle(target, home, ["z"])
    with pytest.raises(SpaceError, match="has 10 B free"):
        bundle(target, home, free=10)
    with pytest.raises(BundleError, match="cannot be written"):
        bundle(tmp_path / "none" / "out.tar", home)
    file = home.files("x") / "x.gguf"
    size = file.stat().st_size
    file.unlink()
    file.write_bytes(bytes(size))
    with pytest.raises(ModelDamagedError, match="not the one its manifest names"):
        bundle(target, home)
    file.unlink()
    with pytest.raises(ModelDamagedError, match="is missing or"):
        bundle(target, home)
    assert list(tmp_path.glob("out.tar*")) == []


def test_too_little_room_is_said_before_anything_is_unpacked(home, there, tmp_path):
    bundle(tmp_path / "out.tar", home)
    with pytest.raises(SpaceError, match=r"has 17\.0 kB free, 17\.9 kB are needed"):
        unbundle(tmp_path / "out.tar", there, free=17_000)
    assert not there.folder.exists()


def test_another_model_of_the_same_name_is_not_overwritten(home, there, tmp_path):
    bundle(tmp_path / "out.tar", home)
    add(tmp_path / "y.gguf", there, name="x")
    with pytest.raises(ModelError, match="'x' is the name of another installed model"):
        unbundle(tmp_path / "out.tar", there)
    assert there.names() == ["x"]


def members(path):
    """Return the members of a tar as a list that can be changed."""
    with tarfile.open(path) as tar:
        return [(member, tar.extractfile(member).read()) for member in tar.getmembers()]


def write(path, changed):
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        for member, content in changed:
            if member.isreg():
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def entry(name, kind=tarfile.REGTYPE, target=""):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


def with_index(parts, change):
    index = json.loads(parts[0][1])
    change(index)
    return [(parts[0][0], json.dumps(index).encode()), *parts[1:]]


def in_file(**values):
    return lambda parts: with_index(
        parts, lambda index: index["models"][0]["files"][0].update(values)
    )


def in_model(**values):
    return lambda parts: with_index(parts, lambda index: index["models"][0].update(values))


HOSTILE = {
    "traversal": (lambda parts: [*parts, (entry("../../evil"), b"x")], "is not listed in it"),
    "absolute": (lambda parts: [*parts, (entry("/tmp/evil"), b"x")], "is not listed in it"),
    "symlink": (lambda parts: [*parts[:2], (entry(FILE, tarfile.SYMTYPE, "/etc/passwd"), b"")],
                "is no ordinary file"),
    "hardlink": (lambda parts: [*parts[:2], (entry(FILE, tarfile.LNKTYPE, "/etc/passwd"), b"")],
                 "is no ordinary file"),
    "device": (lambda parts: [*parts, (entry("models/x/files/null", tarfile.CHRTYPE), b"")],
               "is no ordinary file"),
    "fifo": (lambda parts: [*parts, (entry("pipe", tarfile.FIFOTYPE), b"")], "is no ordinary file"),
    "folder": (lambda parts: [*parts, (entry("models/z", tarfile.DIRTYPE), b"")],
               "is no ordinary file"),
    "unlisted": (lambda parts: [*parts, (entry("models/x/files/more"), b"x")], "is not listed"),
    "unlisted wheel": (lambda parts: [*parts, (entry("wheels/a.whl"), b"x")], "is not listed"),
    "twice": (lambda parts: [*parts, parts[-1]], "stands in it twice"),
    "missing": (lambda parts: parts[:-1], "files/x.gguf' is missing"),
    "longer": (lambda parts: [*parts[:-1], (parts[-1][0], parts[-1][1] + b"x")],
               "is not the file that is listed"),
    "other bytes": (lambda parts: [*parts[:-1], (parts[-1][0], bytes(len(parts[-1][1])))],
                    "is not the file that is listed"),
    "no index": (lambda parts: parts[1:], "does not begin with bundle.json"),
    "index not first": (lambda parts: parts[::-1], "does not begin with bundle.json"),
    "index no JSON": (lambda parts: [(parts[0][0], b"{"), *parts[1:]], UNUSABLE),
    "index a list": (lambda parts: [(parts[0][0], b"[]"), *parts[1:]], UNUSABLE),
    "index deep": (lambda parts: [(parts[0][0], b"[" * 100_000), *parts[1:]], UNUSABLE),
    "later format": (lambda parts: with_index(parts, lambda index: index.update(format=2)),
                     UNUSABLE),
    "same model twice": (lambda parts: with_index(
        parts, lambda index: index.update(models=index["models"] * 2)), UNUSABLE),
    "path out": (in_file(path="../../../evil"), UNUSABLE),
    "path absolute": (in_file(path="/etc/evil"), UNUSABLE),
    "negative size": (in_file(size=-1), UNUSABLE),
    "size a text": (in_file(size="9"), UNUSABLE),
    "no hash": (in_file(sha256=""), UNUSABLE),
    "hash a number": (in_file(sha256=7), UNUSABLE),
    "name out": (in_model(name="../evil"), UNUSABLE),
    "name partial": (in_model(name=".partial"), UNUSABLE),
    "kind": (in_model(kind="program"), UNUSABLE),
    "no files": (in_model(files=[]), UNUSABLE),
    "more fields": (in_model(run="rm"), UNUSABLE),
    "terminal codes": (in_model(licence="\033[2J"), UNUSABLE),
    "wheel out": (lambda parts: with_index(parts, lambda index: index.update(
        wheels=[{"path": "../x.whl", "size": 1, "sha256": "0" * 64}])), UNUSABLE),
    "other commands": (lambda parts: with_index(parts, lambda index: index.update(
        wheels=[{"path": "x.whl", "size": 1, "sha256": "0" * 64}], requirement="x; rm -r /")),
        UNUSABLE),
}  # fmt: skip


@pytest.mark.parametrize("spoil", HOSTILE)
def test_a_hostile_bundle_is_refused_and_leaves_nothing(home, there, tmp_path, spoil):
    change, message = HOSTILE[spoil]
    bundle(tmp_path / "good.tar", home, ["x"])
    path = write(tmp_path / "bad.tar", change(members(tmp_path / "good.tar")))
    with pytest.raises(BundleError, match=message) as caught:
        unbundle(path, there)
    assert "askvn models bundle" in caught.value.hint
    assert left_over(there) == []
    assert not (tmp_path / "evil").exists()


def test_a_file_that_is_longer_than_listed_is_not_even_read(home, there, tmp_path):
    bundle(tmp_path / "good.tar", home, ["x"])
    parts = members(tmp_path / "good.tar")
    path = write(tmp_path / "bad.tar", [*parts[:-1], (parts[-1][0], bytes(5_000_000))])
    told = []
    with pytest.raises(BundleError, match="is not the file that is listed"):
        unbundle(path, there, progress=lambda *step: told.append(step))
    assert told == []


@pytest.mark.parametrize("share", [0, 0.05, 0.5, 0.7])
def test_a_bundle_that_is_cut_short_is_refused(home, there, tmp_path, share):
    bundle(tmp_path / "out.tar", home)
    content = (tmp_path / "out.tar").read_bytes()
    (tmp_path / "out.tar").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BundleError, match="no sound bundle"):
        unbundle(tmp_path / "out.tar", there)
    assert left_over(there) == []


def test_a_compressed_file_or_another_is_no_bundle(there, tmp_path):
    (tmp_path / "x.tar").write_text("xin chào", encoding="utf-8")
    with pytest.raises(BundleError, match="damaged or cut short"):
        unbundle(tmp_path / "x.tar", there)
    with tarfile.open(tmp_path / "x.tar", "w:gz") as tar:
        tar.addfile(entry("bundle.json"), io.BytesIO(b""))
    with pytest.raises(BundleError, match="damaged or cut short"):
        unbundle(tmp_path / "x.tar", there)
    with pytest.raises(BundleError, match="there is no file"):
        unbundle(tmp_path / "none.tar", there)
    with pytest.raises(BundleError, match="there is no file"):
        unbundle(tmp_path, there)


def write_wheel(folder, name, needs=""):
    """Write a wheel without code, as small as one can be."""
    folder.mkdir(exist_ok=True)
    about = f"{name}-1.0.dist-info"
    needed = f"Requires-Dist: {needs}\n" if needs else ""
    parts = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{needed}",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": f"{about}/METADATA,,\n{about}/WHEEL,,\n{about}/RECORD,,\n",
    }
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as file:
        for part, text in parts.items():
            file.writestr(f"{about}/{part}", text)


def test_pip_gathers_a_package_with_all_it_needs(home, there, tmp_path, monkeypatch):
    write_wheel(tmp_path / "index", "tihon", needs="tihonhon")
    write_wheel(tmp_path / "index", "tihonhon")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    folder = tmp_path / "wheels"
    found = wheels.collect(folder, ["tihon"], constraints=["tihonhon==1.0"])
    assert [path.name for path in found.files] == [
        "tihon-1.0-py3-none-any.whl", "tihonhon-1.0-py3-none-any.whl",
    ]  # fmt: skip
    packed = bundle(tmp_path / "out.tar", home, ["x"], wheels=found)
    assert packed.wheels == ("tihon-1.0-py3-none-any.whl", "tihonhon-1.0-py3-none-any.whl")
    done = unbundle(tmp_path / "out.tar", there)
    assert done.wheels == packed.wheels
    with tarfile.open(tmp_path / "out.tar") as tar:
        assert tar.extractfile(f"wheels/{packed.wheels[0]}").read() == found.files[0].read_bytes()
        assert b"pip install --no-index" in tar.extractfile("README.txt").read()
    with pytest.raises(BundleError, match="not gather the packages: Cannot install tihon"):
        wheels.collect(folder, ["tihon"], constraints=["tihonhon==2.0"])


def test_the_packages_to_gather_are_askvn_and_the_versions_that_are_here():
    assert re.fullmatch(r"askvn(\[[a-z,]+\])?", wheels.requirement())
    assert any(line.startswith("numpy==") for line in wheels.installed())
    assert not any(line.startswith(("askvn==", "pip==")) for line in wheels.installed())


def test_the_command_carries_a_model_from_one_home_to_another(tmp_path):
    write_gguf(tmp_path / "Tí Hon.gguf")
    added = askvn("models", "add", "Tí Hon.gguf", "--name", "ti-hon", place=tmp_path)
    assert 'askvn ask "…" --llm llama-cpp:ti-hon' in added.stdout
    packed = json.loads(askvn("models", "bundle", "out.tar", "--json", place=tmp_path).stdout)
    assert (packed["models"], packed["wheels"], packed["file"]) == (["ti-hon"], [], "out.tar")
    done = subprocess.run(
        [*COMMAND, "models", "unbundle", "out.tar", "--json"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env=environment(tmp_path / "other"),
    )  # fmt: skip
    model = json.loads(done.stdout)["models"][0]
    assert (model["name"], model["was_there"]) == ("ti-hon", False)
    assert model["folder"].startswith(str(tmp_path / "other"))
