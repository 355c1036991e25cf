"""Where the pose model comes from, and that it is what it should be."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from core.errors import UserError
from core.paths import cache_dir
from core.pose import pose_model
from core.pose.pose_model import ASSEMBLED_SHA256, FILE_NAME, GOOGLE_URL, find_pose_model


@pytest.fixture(scope="module")
def real_model() -> Path:
    """The model put together from the wheel, or from the cache."""
    return find_pose_model(source="wheel")


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SKELAPP_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("SKELAPP_POSE_MODEL", raising=False)
    return tmp_path / "cache"


def test_model_lies_in_the_cache_with_both_networks_aligned(real_model: Path) -> None:
    assert real_model == cache_dir() / FILE_NAME
    with zipfile.ZipFile(real_model) as archive:
        entries = archive.infolist()
        assert [entry.filename for entry in entries] == ["pose_detector.tflite", "pose_landmarks_detector.tflite"]
        for entry in entries:
            assert entry.compress_type == zipfile.ZIP_STORED
            with archive.open(entry) as member:
                assert member.read(8)[4:] == b"TFL3"
    content = real_model.read_bytes()
    if pose_model._sha256(content) == ASSEMBLED_SHA256:
        for entry in entries:
            assert content.index(b"TFL3", entry.header_offset) % 16 == 4


def test_assembled_network_says_how_pixels_are_scaled_and_keeps_its_tensors(real_model: Path) -> None:
    from mediapipe.tasks.metadata import metadata_schema_py_generated as meta
    from mediapipe.tasks.metadata import schema_py_generated as tflite

    with zipfile.ZipFile(real_model) as archive:
        network = archive.read("pose_detector.tflite")
    twice = tflite.Model.GetRootAs(pose_model._with_normalization(network, 127.5, 127.5), 0)
    once = tflite.Model.GetRootAs(network, 0)
    assert twice.BuffersLength() == once.BuffersLength() + 1
    for i in range(once.BuffersLength()):
        if once.Buffers(i).DataLength():
            assert (twice.Buffers(i).DataAsNumpy() == once.Buffers(i).DataAsNumpy()).all()
    last = twice.Metadata(twice.MetadataLength() - 1)
    assert last.Name() == b"TFLITE_METADATA"
    card = meta.ModelMetadata.GetRootAs(bytes(twice.Buffers(last.Buffer()).DataAsNumpy()), 0)
    unit = meta.ModelMetadataT.InitFromObj(card).subgraphMetadata[0].inputTensorMetadata[0].processUnits[0]
    assert (unit.options.mean, unit.options.std) == ([127.5], [127.5])


def test_named_file_is_used_and_looked_at(real_model: Path, empty_cache: Path, tmp_path: Path) -> None:
    assert find_pose_model(real_model) == real_model
    with pytest.raises(UserError, match=r"nowhere\.task does not exist"):
        find_pose_model(tmp_path / "nowhere.task")
    (tmp_path / "bad.task").write_text("not a zip")
    with pytest.raises(UserError, match="is not a MediaPipe pose landmarker"):
        find_pose_model(tmp_path / "bad.task")


def test_environment_names_a_file(real_model: Path, empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKELAPP_POSE_MODEL", str(real_model))
    assert find_pose_model() == real_model


def test_unknown_source(empty_cache: Path) -> None:
    with pytest.raises(UserError, match="one of auto, google, wheel"):
        find_pose_model(source="elsewhere")


def no_network(monkeypatch: pytest.MonkeyPatch, stderr: str = "ERROR: no matching distribution\n") -> list[str]:
    """Neither Google nor pip answer; what was tried is in the list returned."""
    tried: list[str] = []

    def urlopen(url: str, timeout: float) -> Any:
        tried.append(url)
        raise OSError("no route")

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        tried.append(" ".join(command[1:4]))
        return subprocess.CompletedProcess(command, 1, "", stderr)

    monkeypatch.setattr(pose_model.urllib.request, "urlopen", urlopen)
    monkeypatch.setattr(pose_model.subprocess, "run", run)
    return tried


def test_without_network_the_error_says_what_to_put_where(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = no_network(monkeypatch)
    with pytest.raises(UserError) as caught:
        find_pose_model(source="auto")
    assert tried == [GOOGLE_URL, "-m pip download"]
    for part in (
        GOOGLE_URL,
        str(empty_cache / FILE_NAME),
        "SKELAPP_POSE_MODEL",
        "no route",
        "no matching distribution",
    ):
        assert part in str(caught.value)
    assert not any(empty_cache.iterdir())


@pytest.mark.parametrize(("source", "expected"), [("google", [GOOGLE_URL]), ("wheel", ["-m pip download"])])
def test_source_is_chosen_by_the_environment(
    source: str, expected: list[str], empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = no_network(monkeypatch)
    monkeypatch.setenv("SKELAPP_POSE_SOURCE", source)
    with pytest.raises(UserError):
        find_pose_model()
    assert tried == expected


class _Response(io.BytesIO):
    """What Google would answer."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.headers = {"Content-Length": str(len(content))}


def test_google_download_is_checked_and_stored_whole(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytes(200_000)
    monkeypatch.setattr(pose_model.urllib.request, "urlopen", lambda url, timeout: _Response(content))
    with pytest.raises(UserError, match="does not have the expected SHA-256"):
        find_pose_model(source="google")
    assert not any(empty_cache.iterdir())

    monkeypatch.setattr(pose_model, "GOOGLE_SHA256", pose_model._sha256(content))
    shares: list[float | None] = []
    path = find_pose_model(source="google", progress=lambda message, share: shares.append(share))
    assert path.read_bytes() == content
    assert [entry.name for entry in empty_cache.iterdir()] == [FILE_NAME]
    assert (shares[0], shares[-1], shares == sorted(shares)) == (0.0, 1.0, True)

    monkeypatch.setattr(pose_model.urllib.request, "urlopen", None)  # not asked again
    assert find_pose_model(source="google") == path


def test_damaged_cache_is_fetched_again(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytes(1000)
    monkeypatch.setattr(pose_model, "GOOGLE_SHA256", pose_model._sha256(content))
    monkeypatch.setattr(pose_model.urllib.request, "urlopen", lambda url, timeout: _Response(content))
    empty_cache.mkdir()
    (empty_cache / FILE_NAME).write_bytes(content[:10])
    assert find_pose_model(source="google").read_bytes() == content


def test_interrupted_download_leaves_nothing(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(_Response):
        def read(self, size: int | None = -1) -> bytes:
            raise KeyboardInterrupt

    monkeypatch.setattr(pose_model.urllib.request, "urlopen", lambda url, timeout: Interrupted(bytes(10)))
    with pytest.raises(KeyboardInterrupt):
        find_pose_model(source="google")
    assert not any(empty_cache.iterdir())


def test_interrupted_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def replace(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        pose_model.store_file(b"content", tmp_path / "cache" / FILE_NAME)
    assert list((tmp_path / "cache").iterdir()) == []


def test_wheel_with_other_networks_is_refused(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        folder = Path(command[command.index("--dest") + 1])
        with zipfile.ZipFile(folder / "mediapipe.whl", "w") as wheel:
            for part in pose_model._PARTS:
                wheel.writestr(part[0], b"something else")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(pose_model.subprocess, "run", run)
    with pytest.raises(UserError, match=r"pose_detection\.tflite in the wheel .* expected SHA-256"):
        find_pose_model(source="wheel")
    assert not any(empty_cache.iterdir())
