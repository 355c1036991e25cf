"""Data sets: labelled clips, packs of them on disk, windows for training, augmentation and corruption."""
