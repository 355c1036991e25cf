"""One frame in, one label out: networks that remember instead of looking at a whole window again.

A `Stream` runs a network frame by frame. What it keeps of the past, a `StreamState`, are the frames that its temporal
convolutions, means and relations still need, in ring buffers; a step computes each layer for the new frame only.
Strides become dilations: a layer behind a stride of two looks at every second of the frames it remembers, so that every
frame, and not one in four, gets the label that the network gives for the clip that ends there.

Causal networks stream exactly and from their first frame on, without delay: what lies before the first frame is zero at
every temporal convolution, as in the clip, and no mean counts it. Networks trained centred stream as if their temporal
convolutions were unpadded; `Stream.delay` frames pass before the first label. BAGCN and the centred STF-Net look at
whole windows and cannot stream, nor can streams of motion, which look one frame ahead (`check_input`).

`core.streaming.onnx_blocks` computes a step with ONNX Runtime, if asked; results and state are the same.
"""

from core.streaming.state import StreamState
from core.streaming.stream import Stream, check_input, check_model

__all__ = ["Stream", "StreamState", "check_input", "check_model"]
