"""Inference: from skeletons to predictions, one network or several fused, by windows or frame by frame."""
