"""A network that takes one frame at a time."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from core.explanation import Explanation
from core.models.blocks import TemporalConv, fold_batch_norms, within
from core.models.mixing import AdaptiveGraph
from core.models.stbln import STBLN, ConvResidual
from core.models.stfnet import STFNet, attended_joints
from core.models.stgcn import STGCN
from core.streaming.layers import Block, Mean, Rings, State
from core.streaming.onnx_blocks import OnnxBlocks, Output
from core.streaming.state import StreamState, per_person


def check_input(stream: str) -> None:
    """Raise a ValueError for inputs (`core.streams.STREAMS`) that need the frame after this one."""
    if "motion" in stream:
        raise ValueError(
            f"stream {stream!r} is the next frame less this one: it cannot run frame by frame; use windows"
        )


def check_model(model: nn.Module) -> None:
    """Raise a ValueError for networks that cannot run frame by frame; costs nothing, a `Stream` copies the weights."""
    if not isinstance(model, (STGCN, STBLN, STFNet)):
        raise ValueError(
            f"{type(model).__name__} cannot run frame by frame: it looks at a whole window, back and forth; "
            "run it on windows"
        )
    if model.entry.places > 1:
        raise ValueError(
            f"it averages over {model.entry.places} people, present or not, and cannot run frame by frame; run it on "
            "windows, or convert it with --person 1"
        )
    if any(isinstance(module, AdaptiveGraph) for module in model.modules()):
        raise ValueError("its graph is computed from the whole window: it cannot run frame by frame; run it on windows")
    if any(isinstance(module, ConvResidual) for module in model.modules()):
        raise ValueError("the residuals of the author's ST-BLN do not run frame by frame; run it on windows")
    if isinstance(model, STFNet) and not model.causal:
        raise ValueError(
            "STFNet with temporal='centred' cannot run frame by frame: MCF and TDF look at the whole window; "
            "run it on windows, or train it with temporal='causal'"
        )


class Stream:
    """A network that takes one frame at a time.

    Args:
        model: ``stgcn``, ``agcn``, ``symmetric`` or ``stbln``, causal or centred, or a causal ``stfnet``. Its weights
            are copied, batch norms folded.
        window: frames that the mean before the classifier covers. None: the network's own ``window``, or, if it has
            none, everything since a person's first frame.
        onnx: ONNX Runtime computes the blocks: quicker steps, for a second more of preparation. For float32 on the
            CPU, with as many threads as torch has now.

    Attributes:
        delay: frames of a person that pass before their first label: 0 for causal networks. The middle of what a
            delayed label speaks of lies ``delay / 2`` frames back.
        window: as above.

    Raises:
        ValueError: a network that cannot stream, or not with ``onnx``.

    Example:
        >>> from core.models import create_model
        >>> stream = Stream(create_model("stgcn", num_classes=3, base_channels=8, temporal="causal").eval())
        >>> state = stream.new_state(people=1)
        >>> for frame in torch.zeros(40, 3, 18):  # each (C, V)
        ...     logits, _ = stream.step(frame[None], state)
        >>> logits.shape
        torch.Size([1, 3])
    """

    def __init__(self, model: nn.Module, window: int | None = None, onnx: bool = False) -> None:
        check_model(model)
        model = cast("STGCN | STBLN | STFNet", model)
        self.window = model.window if window is None else window
        if self.window is not None and self.window < 1:
            raise ValueError(f"window must be at least 1 frame, not {window}")
        model = cast("STGCN | STBLN | STFNet", fold_batch_norms(model).requires_grad_(False))
        norm = model.entry.norm
        mean, var = cast(Tensor, norm.running_mean), cast(Tensor, norm.running_var)
        scale = norm.weight / (var + norm.eps).sqrt()
        shift = norm.bias - mean * scale
        self.scale, self.shift = (part.view(model.entry.num_joints, -1) for part in (scale, shift))  # (V, C)
        self.everyone = model.entry.people == "all"
        self.rings = Rings()
        self.blocks: list[Block] = []
        self.delay, dilation = 0, 1
        joints, channels = self.scale.shape
        for module in model.blocks:
            block = Block(module, self.rings, joints, channels, dilation)
            self.blocks.append(block)
            conv = cast(TemporalConv, module.temporal)
            if conv.temporal == "centred":
                self.delay += (conv.conv.kernel_size[0] - 1) * dilation
            dilation *= conv.conv.stride[0]
            joints, channels = block.joints, conv.conv.out_channels
        self.joints = joints
        frames = None if self.window is None else within(self.window, self.window, dilation)
        self.onnx: OnnxBlocks | None = None
        self.weight, self.bias = model.classifier.linear.weight, model.classifier.linear.bias
        self.pool = Mean(self.rings, frames, dilation, 1, len(self.bias), self.delay)
        if onnx:
            if self.weight.dtype != torch.float32 or self.weight.device.type != "cpu":
                raise ValueError("onnx is for float32 on the CPU")
            self.onnx = OnnxBlocks(self._features, (1, *reversed(self.scale.shape)))

    def new_state(self, people: int = 1, empty: int = 0) -> StreamState:
        """The state of so many people before their first frame.

        Args:
            people: P, 0 or more.
            empty: as if so many frames without anyone had gone before, as in a window that a clip does not fill.
        """
        memory = [self.weight.new_zeros(people, *ring.shape) for ring in self.rings]
        state = StreamState(0, [0] * people, [False] * people, memory)
        nothing = self.weight.new_zeros(people, *reversed(self.scale.shape))
        for _ in range(empty):
            self.step(nothing, state)
        return state

    @torch.inference_mode()
    def step(self, x: Tensor, state: StreamState, explain: bool = False) -> tuple[Tensor, Explanation | None]:
        """Takes the next frame of everyone and says what they are doing.

        Args:
            x: ``(P, C, V)``, the network's input for one frame; whoever is not seen in it is all zero.
            state: of these P people in the same order; it is changed.
            explain: also say why.

        Returns:
            Logits ``(P, classes)``, those of the network for the clip from a person's first frame to this one; not a
            number while fewer than ``delay`` frames came before. The explanation is that of clips of one person
            (N = P, M = 1) and of this frame alone (T' = 1), so that the focus has its maximum in this frame; None if
            not asked for, or if there is nobody.
        """
        wanted = (len(state.frames), *reversed(self.scale.shape))
        if x.shape != wanted:
            raise ValueError(f"a frame must be (P, C, V) = {wanted}, not {tuple(x.shape)}")
        if len(x) == 0:
            return self.bias.new_zeros(0, len(self.bias)), None
        state.frames = [frames + 1 for frames in state.frames]
        if not all(state.present):
            seen = (x != 0).flatten(1).any(1).tolist()
            state.present = [before or now for before, now in zip(state.present, seen, strict=True)]
        y, scores, relations, gate = (self._features if self.onnx is None else self.onnx)(x, state)
        logits = self._pool(scores, state)
        state.clock += 1
        if not explain:
            return logits, None
        focus = self._focus(y, relations, logits)
        if focus is not None:
            focus = focus if self.everyone else focus * per_person(state.present, focus)
        return logits, Explanation(
            focus=None if focus is None else focus[:, None],
            relations=tuple(relation[:, None] for relation in relations),
            gate=None if gate is None else gate[:, None, :, None],
            feature_map=y.mean(2)[:, None, None],
        )

    def chunk(self, x: Tensor, state: StreamState) -> Tensor:
        """Several frames ``(P, C, T, V)``, T at least 1, one after another: logits ``(P, T, classes)``."""
        return torch.stack([self.step(frame, state)[0] for frame in x.unbind(2)], 1)

    def _features(self, x: Tensor, state: State) -> Output:
        """``(P, C, V)`` -> what the blocks make of this frame.

        The last block's features ``(P, V', C')``, what this frame adds to the logits ``(P, 1, classes)``, the relations
        of all blocks, the last block's gate. The classifier is linear: it may stand before the mean over the frames.
        """
        y = torch.addcmul(self.shift, x.transpose(1, 2), self.scale)
        relations: list[Tensor] = []
        gate = None
        for block in self.blocks:
            y, of_block, gate = block(y, state)
            relations.extend(of_block)
        return y, y.mean(1, keepdim=True) @ self.weight.T, tuple(relations), gate

    def _pool(self, scores: Tensor, state: StreamState) -> Tensor:
        """What each frame adds to the logits ``(P, 1, classes)`` -> logits ``(P, classes)``."""
        since = [frames - self.delay for frames in state.frames]
        if self.delay:  # what does not rest on real frames alone does not count
            scores = scores * per_person([frames > 0 for frames in since], scores)
        scores = self.pool.push(scores, state)
        if not self.everyone and not all(state.present):
            scores = scores * per_person(state.present, scores)
        logits = scores.squeeze(1) + self.bias
        if self.delay:
            logits[torch.tensor([frames <= 0 for frames in since], device=logits.device)] = torch.nan
        return logits

    def _focus(self, y: Tensor, relations: tuple[Tensor, ...], logits: Tensor) -> Tensor | None:
        """Of the last block's features ``(P, V, C)`` and relations: ``(P, 1, V)``, a person's maximum at 1."""
        mcf = self.blocks[-1].mcf
        if mcf is not None:
            return attended_joints(relations[-len(mcf.weight) :], mcf.pooling, mcf.weight)[:, None]
        if self.joints != len(self.scale):
            return None
        weight = self.weight[logits.argmax(1)][:, None]
        activation = torch.bmm(weight, y.transpose(1, 2)).clamp_(min=0)
        return activation / activation.amax(2, keepdim=True).clamp_(min=1e-12)
