"""The networks in the model menu."""

from __future__ import annotations

MODELS = {
    "stgcn": "ST-GCN",
    "agcn": "AGCN",
    "symmetric": "ST-GCN, symmetric mask",
    "stbln": "ST-BLN",
    "bagcn": "BAGCN",
    "stfnet": "STF-Net",
    "taught": "Your own actions",
}
STREAMS = {
    "joint": "joint",
    "bone": "bone",
    "joint_motion": "joint motion",
    "bone_motion": "bone motion",
    "spatial": "spatial",
    "motion": "motion",
}
FUSIONS = {
    "2s": "joint + bone (2 streams)",
    "4s": "joint + bone, still and in motion (4 streams)",
    "spatial+motion": "spatial + motion (2 streams)",
}
FUSION_TIP = "Runs several networks and averages their scores: {streams}"
ACTIONS_COUNT = "{count} actions"
READING_WEIGHTS = "reading the list …"
NO_WEIGHTS = "no weights found"
DEVICE = "Device"
