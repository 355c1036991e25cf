"""One frame in, one label out: networks that keep a state instead of looking at a whole window again.

A `Stream` runs a network frame by frame. Its `StreamState` holds, in ring buffers, the past frames that the temporal
convolutions, means and relations still need; a step computes each layer for the new frame only. Strides become
dilations: a layer behind a stride of two uses every second of the stored frames, so that every frame, and not only one
in four, gets the label that the network gives for the clip that ends there.

Causal networks stream exactly, without delay and from their first frame on: what lies before the first frame is zero at
every temporal convolution, as in a clip, and is not counted in any mean. Networks trained centred stream as if their
temporal convolutions were unpadded; the first label comes after `Stream.delay` frames. BAGCN and the centred STF-Net
look at whole windows and cannot stream, nor can motion streams, which look one frame ahead (`check_input`).

`core.streaming.onnx_blocks` computes a step with ONNX Runtime on request; results and state are the same.
"""

from core.streaming.state import StreamState
from core.streaming.stream import Stream, check_input, check_model

__all__ = ["Stream", "StreamState", "check_input", "check_model"]
