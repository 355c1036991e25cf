"""Small data sets in the form of every reader, made where the real ones are not at hand."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.io import savemat

from app.output.rows import Export
from core.data.dataset import SkeletonDataset
from core.data.readers.openpose import ORDERS, Order
from core.data.readers.pyskl import list_pyskl
from tests.app.results import LABELS, prediction, result


def write_rows(path: Path) -> Path:
    """As the program writes it: person 1 is seen twice, person 2 once, and in one frame nobody."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Export(path, LABELS, 2, {}) as export:
        for item in (result(0, prediction(1)), result(1), result(3, prediction(2), prediction(1))):
            export.write(item)
    return path


KINETICS_POSE = [round(0.1 + 0.04 * k, 3) for k in range(18)]  # x of joint k; y = x + 0.05


def kinetics_person(score: float = 0.5, shift: float = 0.0) -> dict[str, Any]:
    return {"pose": [value for x in KINETICS_POSE for value in (x + shift, x + 0.05)], "score": [score] * 18}


def kinetics_clip(frames: list[list[dict[str, Any]]], label: int = 1) -> dict[str, Any]:
    rows = [{"frame_index": number, "skeleton": people} for number, people in enumerate(frames, 1)]
    return {"data": rows, "label": f"name {label}", "label_index": label}


def write_packed(
    folder: Path, subset: str, joints: int = 18, sign: float = 1, names: tuple[str, ...] = ("a", "b")
) -> None:
    array = np.zeros((len(names), 3, 6, joints, 2), np.float32)
    y = np.linspace(-0.3, 0.4, joints)  # the nose is up
    array[:, 0, :4, :, 0] = 0.25
    array[:, 1, :4, :, 0] = sign * y
    array[:, 2, :4, :, 0] = 0.75
    np.save(folder / f"{subset}_data.npy", array)
    labels = (list(names), list(range(len(names))))
    (folder / f"{subset}_label.pkl").write_bytes(pickle.dumps(labels))


def write_nw_ucla(folder: Path, name: str, label: int, frames: int = 3) -> Path:
    k = np.arange(20)
    joints = np.stack((0.1 * k, 1 - 0.05 * k, np.full(20, 2.5)), axis=1)
    joints[7] = 0
    path = folder / "all_sqe" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"file_name": name, "skeletons": [joints.tolist()] * frames, "label": label}))
    return path


def write_utd_mhad(folder: Path, name: str, frames: int = 4) -> Path:
    """Joint j of frame t at x = j, y = 100 + t, z = 2 metres; x to the sensor's left, y up."""
    folder.mkdir(parents=True, exist_ok=True)
    joints = np.zeros((20, 3, frames))
    joints[:, 0] = np.arange(20)[:, None]
    joints[:, 1] = 100 + np.arange(frames)
    joints[:, 2] = 2
    path = folder / f"{name}_skeleton.mat"
    savemat(path, {"d_skel": joints})
    return path


def write_sbu(folder: Path, name: str, frames: int = 4) -> Path:
    path = folder / name / "skeleton_pos.txt"
    path.parent.mkdir(parents=True)
    person = np.array([[0.25 + 0.01 * k, 0.5, 2.0] for k in range(15)])
    pair = np.stack((person, person + (0.5, 0, 0)))
    path.write_text("".join(f"{55 + t}," + ",".join(f"{v:.5g}" for v in pair.ravel()) + "\n" for t in range(frames)))
    return path


def write_skeleton(path: Path, frames: list[dict[str, np.ndarray]], state: int = 2) -> Path:
    """Frames of body id -> x, y, z ``(25, 3)`` as the Kinect's recorder writes them."""
    lines = [str(len(frames))]
    for bodies in frames:
        lines.append(str(len(bodies)))
        for body, joints in bodies.items():
            lines += [f"{body} 0 1 1 1 1 0 0.01 -0.02 2", "25"]
            for x, y, z in joints:
                lines.append(f"{x:.7g} {y:.7g} {z:.7g} 277.4 191.8 1036.2 519.1 -0.2 0.03 0.9 -0.05 {state}")
    path.write_text("\n".join(lines) + "\n")
    return path


def ntu_body(shift: float = 0.0) -> np.ndarray:
    k = np.arange(25)
    return np.stack((0.1 * k + shift, 1 - 0.01 * k, np.full(25, 3.0)), axis=1)


NTU_NAME = "S001C002P003R002A013.skeleton"


STANDING = np.array([
    (100, 40), (100, 70), (80, 70), (70, 100), (65, 130), (120, 70), (130, 100), (135, 130), (88, 140), (86, 180),
    (85, 220), (112, 140), (114, 180), (115, 220), (95, 35), (105, 35), (90, 40), (110, 40),
], float)  # fmt: skip


def in_order(order: Order, shift: float = 0.0, confidence: float = 0.8) -> list[float]:
    """The person as a file in one of OpenPose's orders lists it."""
    out = np.zeros((18 if order == "COCO" else 25, 3))
    for joint, number in enumerate(ORDERS[order]):
        if number >= 0:
            out[number] = *(STANDING[joint] + (shift, 0)), confidence
    if order == "BODY_25":
        out[8] = 100 + shift, 140, confidence  # middle of the hips
    if order == "BODY_25B":
        out[17], out[18] = (100 + shift, 60, confidence), (100 + shift, 15, confidence)  # upper neck, top of the head
    return out.ravel().tolist()


def write_openpose(folder: Path, frames: list[list[list[float]]], ending: str = "_keypoints") -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    for number, people in enumerate(frames):
        content: dict[str, Any] = {
            "version": 1.3,
            "people": [{"person_id": [-1], "pose_keypoints_2d": p} for p in people],
        }
        (folder.parent / f"{folder.name}_{number:012d}{ending}.json").write_text(json.dumps(content))


def write_penn(folder: Path, number: int, action: str = "bowl", train: int = 1, **changes: Any) -> Path:
    frames = 3
    k = np.arange(13.0)
    x, y = np.repeat([100 + 10 * k], frames, axis=0), np.repeat([50 + 5 * k], frames, axis=0)
    content = {
        "action": action, "pose": "front", "x": x, "y": y, "visibility": np.ones((frames, 13), np.uint8),
        "train": np.int32(train), "bbox": np.zeros((frames, 4)),
        "dimensions": np.array([[360, 480, frames]], np.uint16),
        "nframes": np.uint8(frames),
    }  # fmt: skip
    content.update(changes)
    path = folder / "labels" / f"{number:04d}.mat"
    path.parent.mkdir(exist_ok=True)
    savemat(path, {name: value for name, value in content.items() if value is not None}, do_compression=True)
    return path


def pyskl_annotation(
    name: str, label: int = 0, people: int = 2, frames: int = 4, joints: int = 17, **rest: Any
) -> dict:
    keypoint = np.arange(people * frames * joints * 2, dtype=np.float16).reshape(people, frames, joints, 2) / 4 + 1
    return {
        "frame_dir": name, "total_frames": frames, "img_shape": (1080, 1920), "original_shape": (1080, 1920),
        "label": label, "keypoint": keypoint, "keypoint_score": np.full(keypoint.shape[:3], 0.5, np.float16), **rest,
    }  # fmt: skip


def write_pyskl(folder: Path, annotations: list[dict], split: dict[str, list[str]] | None = None) -> SkeletonDataset:
    (folder / "x.pkl").write_bytes(pickle.dumps({"split": split or {}, "annotations": annotations}))
    return list_pyskl(folder / "x.pkl")


def write_videos(folder: Path) -> None:
    for name in ("jump/one.mp4", "jump/two.AVI", "sit/deep/three.mkv", "loose.mp4"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"" if name == "jump/one.mp4" else b"video")
    (folder / "jump" / "notes.txt").touch()


def write_kinetics(folder: Path) -> None:
    (folder / "x.json").write_text(json.dumps(kinetics_clip([[kinetics_person()]])))


WRITERS: dict[str, Callable[[Path], object]] = {
    "ntu": lambda folder: write_skeleton(folder / NTU_NAME, [{"a": ntu_body()}]),
    "nw_ucla": lambda folder: (
        write_nw_ucla(folder, "a01_s01_e00_v01", 1),
        (folder / "val_label.pkl").write_bytes(pickle.dumps([])),
    ),
    "utd_mhad": lambda folder: write_utd_mhad(folder, "a1_s1_t1"),
    "penn_action": lambda folder: write_penn(folder, 1),
    "sbu": lambda folder: write_sbu(folder, "s01s02/01/001"),
    "openpose": lambda folder: write_openpose(folder / "a" / "b" / "v", [[in_order("COCO")]]),
    "packed": lambda folder: write_packed(folder, "train"),
    "pyskl": lambda folder: write_pyskl(folder, [pyskl_annotation("a")]),
    "export": lambda folder: write_rows(folder / "a" / "x.jsonl"),
    "kinetics": write_kinetics,
    "videos": write_videos,
}
"""By the name of a format: writes a small data set of that form."""
