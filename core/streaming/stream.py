"""The network that takes one frame at a time, and its state."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from core.explain import Explanation
from core.models.blocks import TemporalConv, fold_batch_norms, within
from core.models.stbln import STBLN
from core.models.stfnet import STFNet, attended_joints
from core.models.stgcn import STGCN
from core.streaming.layers import Block, Mean


def check_input(stream: str) -> None:
    """Raise a ValueError for inputs (`core.streams.STREAMS`) that need the frame after this one."""
    if "motion" in stream:
        raise ValueError(
            f"stream {stream!r} is the next frame less this one: it cannot run frame by frame; use windows"
        )


@dataclass
class StreamState:
    """What a `Stream` remembers of P people. A step changes it in place.

    Attributes:
        clock: frames stepped, of everyone; where the ring buffers stand.
        frames: ``(P,)`` how many frames each person has been there for; whoever was all zero counts as there.
        present: ``(P,)`` bool: whether anything of them was ever seen.
        memory: tensors with P in front.
    """

    clock: int
    frames: Tensor
    present: Tensor
    memory: list[Tensor]

    def keep(self, rows: list[int]) -> StreamState:
        """The state of these people only, in this order; a copy."""
        index = torch.tensor(rows, dtype=torch.long, device=self.frames.device)
        return StreamState(self.clock, self.frames[index], self.present[index], [part[index] for part in self.memory])

    def add(self, people: int) -> StreamState:
        """The same state with so many new people behind the others, who start with the next step; a copy."""

        def longer(part: Tensor) -> Tensor:
            return torch.cat((part, part.new_zeros(people, *part.shape[1:])))

        return StreamState(self.clock, longer(self.frames), longer(self.present), [longer(m) for m in self.memory])

    def copy(self) -> StreamState:
        """An independent copy, to go back to."""
        return copy.deepcopy(self)

    def tensors(self) -> dict[str, Tensor]:
        """Everything as named tensors, to be saved; `from_tensors` restores it."""
        named = {f"memory.{index}": part for index, part in enumerate(self.memory)}
        return {"clock": torch.tensor(self.clock), "frames": self.frames, "present": self.present, **named}

    @classmethod
    def from_tensors(cls, tensors: dict[str, Tensor]) -> StreamState:
        """The state that `tensors` gave."""
        memory = [tensors[f"memory.{index}"].clone() for index in range(len(tensors) - 3)]
        return cls(int(tensors["clock"]), tensors["frames"].clone(), tensors["present"].clone(), memory)


class Stream:
    """A network that takes one frame at a time.

    Args:
        model: ``stgcn``, ``agcn``, ``symmetric`` or ``stbln``, causal or centred, or a causal ``stfnet``. Its weights
            are copied, batch norms folded.
        window: frames that the mean before the classifier covers. None: the network's own ``window``, or, if it has
            none, everything since a person's first frame.

    Attributes:
        delay: frames of a person that pass before their first label: 0 for causal networks. The middle of what a
            delayed label speaks of lies ``delay / 2`` frames back.
        window: as above.

    Raises:
        ValueError: a network that cannot stream.

    Example::

        stream = Stream(model)
        state = stream.new_state(1)
        for frame in frames:  # (C, V)
            logits, _ = stream.step(frame[None], state)
    """

    def __init__(self, model: nn.Module, window: int | None = None) -> None:
        if not isinstance(model, (STGCN, STBLN, STFNet)):
            raise ValueError(
                f"{type(model).__name__} cannot run frame by frame: it looks at a whole window, back and forth; "
                "run it on windows"
            )
        if isinstance(model, STFNet) and not model.causal:
            raise ValueError(
                "STFNet with temporal='centred' cannot run frame by frame: MCF and TDF look at the whole window; "
                "run it on windows, or train it with temporal='causal'"
            )
        model = fold_batch_norms(model)
        assert isinstance(model, (STGCN, STBLN, STFNet))
        self.window = model.window if window is None else window
        if self.window is not None and self.window < 1:
            raise ValueError(f"window must be at least 1 frame, not {window}")
        self.shapes: list[tuple[int, ...]] = []
        norm = model.entry.norm
        mean, var = cast(Tensor, norm.running_mean), cast(Tensor, norm.running_var)
        scale = (norm.weight / (var + norm.eps).sqrt()).detach()
        shift = norm.bias.detach() - mean * scale
        self.scale, self.shift = (part.view(model.entry.num_joints, -1) for part in (scale, shift))  # (V, C)
        self.everyone = model.entry.people == "all"
        self.blocks: list[Block] = []
        self.delay, dilation = 0, 1
        joints, channels = self.scale.shape
        for module in model.blocks:
            conv = cast(TemporalConv, module.temporal)
            block = Block(module, self.shapes, joints, channels, dilation)
            self.blocks.append(block)
            if conv.temporal == "centred":
                self.delay += (conv.conv.kernel_size[0] - 1) * dilation
            dilation *= conv.conv.stride[0]
            joints, channels = block.joints, conv.conv.out_channels
        frames = None if self.window is None else within(self.window, self.window, dilation)
        self.pool = Mean(self.shapes, frames, dilation, 1, channels)
        self.weight, self.bias = model.classifier.linear.weight.detach(), model.classifier.linear.bias.detach()
        self.joints = joints

    def new_state(self, people: int = 1, empty: int = 0) -> StreamState:
        """The state of so many people before their first frame.

        Args:
            people: P, 0 or more.
            empty: as if so many frames without anyone had gone before, as in a window that a clip does not fill.
        """
        memory = [
            torch.zeros(people, *shape, dtype=self.weight.dtype, device=self.weight.device) for shape in self.shapes
        ]
        frames = torch.zeros(people, dtype=torch.long, device=self.weight.device)
        state = StreamState(0, frames, torch.zeros_like(frames, dtype=torch.bool), memory)
        joints, channels = self.scale.shape
        nothing = torch.zeros(people, channels, joints, dtype=self.weight.dtype, device=self.weight.device)
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
        P, _, V = x.shape
        if (V, x.shape[1]) != self.scale.shape or len(state.frames) != P:
            wanted = (len(state.frames), *reversed(self.scale.shape))
            raise ValueError(f"a frame must be (P, C, V) = {wanted}, not {tuple(x.shape)}")
        if P == 0:
            return self.bias.new_zeros(0, len(self.bias)), None
        x = x.transpose(1, 2)
        state.frames += 1
        state.present |= (x != 0).flatten(1).any(1)
        y = torch.addcmul(self.shift, x, self.scale)
        relations: list[Tensor] = []
        last: tuple[Tensor, ...] = ()
        gate = None
        for block in self.blocks:
            y, last, gate = block(y, state)
            relations.extend(last)
        frame = y.mean(1, keepdim=True)
        if self.delay:  # what does not rest on real frames alone does not count
            frame = frame * (state.frames > self.delay)[:, None, None]
        pooled = self.pool.push(frame, state, state.frames - self.delay).flatten(1)
        if not self.everyone:
            pooled = pooled * state.present[:, None]
        logits = torch.addmm(self.bias, pooled, self.weight.T)
        if self.delay:
            logits = logits.masked_fill((state.frames <= self.delay)[:, None], torch.nan)
        state.clock += 1
        if not explain:
            return logits, None
        present = torch.ones_like(state.present) if self.everyone else state.present
        focus = self._focus(y, last, logits)
        return logits, Explanation(
            focus=None if focus is None else (focus * present[:, None])[:, None, None],
            relations=tuple(relation[:, None] for relation in relations),
            gate=None if gate is None else gate[:, None, :, None],
            feature_map=y.mean(2)[:, None, None],
        )

    def _focus(self, y: Tensor, relations: tuple[Tensor, ...], logits: Tensor) -> Tensor | None:
        """Of the last block's features ``(P, V, C)`` and relations: ``(P, V)``, a person's maximum at 1."""
        mcf = self.blocks[-1].mcf
        if mcf is not None:
            return attended_joints(relations, mcf.pooling, mcf.weight)
        if self.joints != len(self.scale):
            return None
        activation = (y @ self.weight[logits.argmax(1)][:, :, None]).squeeze(2).clamp(min=0)
        return activation / activation.amax(1, keepdim=True).clamp(min=1e-12)

    def chunk(self, x: Tensor, state: StreamState) -> Tensor:
        """Several frames ``(P, C, T, V)``, T at least 1, one after another: logits ``(P, T, classes)``."""
        return torch.stack([self.step(frame, state)[0] for frame in x.unbind(2)], 1)
