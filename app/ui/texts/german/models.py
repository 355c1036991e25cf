"""The networks in the model menu, in German."""

from __future__ import annotations

MODELS = {
    "stgcn": "ST-GCN",
    "agcn": "AGCN",
    "symmetric": "ST-GCN, symmetrische Maske",
    "stbln": "ST-BLN",
    "bagcn": "BAGCN",
    "stfnet": "STF-Net",
    "taught": "Eigene Handlungen",
}
STREAMS = {
    "joint": "Gelenke",
    "bone": "Knochen",
    "joint_motion": "Gelenkbewegung",
    "bone_motion": "Knochenbewegung",
    "spatial": "räumlich",
    "motion": "Bewegung",
}
FUSIONS = {
    "2s": "Gelenke + Knochen (2 Ströme)",
    "4s": "Gelenke + Knochen, still und in Bewegung (4 Ströme)",
    "spatial+motion": "räumlich + Bewegung (2 Ströme)",
}
FUSION_TIP = "Lässt mehrere Netze laufen und mittelt ihre Bewertungen: {streams}"
ACTIONS_COUNT = "{count} Handlungen"
READING_WEIGHTS = "Liste wird gelesen …"
NO_WEIGHTS = "keine Gewichte gefunden"
DEVICE = "Gerät"
