"""The state of a stream: what it keeps of the past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from core.streaming.layers import Ring


def per_person(values: list[int] | list[bool], like: Tensor) -> Tensor | int:
    """One value a person, to be multiplied with ``(P, ., .)``; where all are the same a plain number is quicker."""
    return values[0] if len(set(values)) == 1 else like.new_tensor(values)[:, None, None]


@dataclass
class StreamState:
    """What a `Stream` remembers of P people. A step changes it in place.

    Attributes:
        clock: frames stepped, of everyone; where the ring buffers stand.
        frames: how many frames each person has been there for; whoever was all zero counts as there.
        present: whether anything of each person was ever seen.
        memory: tensors with P in front.
        views: of the memory, kept so as not to be made again; no part of the state.

    A person's memory of a ring with k taps has places for 2 k frames. New frames go into one place after the other
    from the k-th on; at the end the newest ones are moved to the front. So they always lie in one piece, in order.
    """

    clock: int
    frames: list[int]
    present: list[bool]
    memory: list[Tensor]
    views: dict[tuple[int, int], tuple[Tensor, Tensor]] = field(default_factory=dict, repr=False, compare=False)

    def keep(self, rows: list[int]) -> StreamState:
        """The state of these people only, in this order; a copy."""
        return StreamState(
            self.clock,
            [self.frames[row] for row in rows],
            [self.present[row] for row in rows],
            [part[torch.tensor(rows, dtype=torch.long, device=part.device)] for part in self.memory],
        )

    def add(self, people: int) -> StreamState:
        """The same state with so many new people behind the others, who start with the next step; a copy."""
        memory = [torch.cat((part, part.new_zeros(people, *part.shape[1:]))) for part in self.memory]
        return StreamState(self.clock, self.frames + [0] * people, self.present + [False] * people, memory)

    def copy(self) -> StreamState:
        """An independent copy, to go back to."""
        return StreamState(self.clock, self.frames.copy(), self.present.copy(), [part.clone() for part in self.memory])

    def tensors(self) -> dict[str, Tensor]:
        """Everything as named tensors, to be saved; `from_tensors` restores it."""
        people = {"frames": torch.tensor(self.frames), "present": torch.tensor(self.present)}
        memory = {f"memory.{index}": part for index, part in enumerate(self.memory)}
        return {"clock": torch.tensor(self.clock), **people, **memory}

    @classmethod
    def from_tensors(cls, tensors: dict[str, Tensor]) -> StreamState:
        """The state that `tensors` gave."""
        memory = [tensors[f"memory.{index}"].clone() for index in range(len(tensors) - 3)]
        return cls(int(tensors["clock"]), tensors["frames"].tolist(), tensors["present"].tolist(), memory)

    def newest(self, ring: Ring) -> tuple[Tensor, Tensor]:
        """The newest frames of a ring, ``(P, taps, V, C)``, and the place of this one, ``(P, V, C)``, the last."""
        taps, lap = ring.taps, ring.taps + 1
        number = self.clock // ring.dilation
        at = ring.slot, self.clock % (ring.dilation * lap)
        if number and number % lap == 0 and taps > 1:
            places = self.memory[ring.slot][:, self.clock % ring.dilation]
            places[:, : taps - 1] = places[:, taps + 1 :]
        if at not in self.views:  # made once: making a view takes as long as copying a frame
            places = self.memory[ring.slot][:, self.clock % ring.dilation]
            newest = places[:, number % lap : number % lap + taps]
            self.views[at] = newest, newest[:, -1]
        return self.views[at]

    def past(self, ring: Ring) -> Tensor:
        """The frames ``(P, taps - 1, V, C)`` before this one, the newest last; zeros where there was none."""
        return self.newest(ring)[0][:, :-1]

    def push(self, ring: Ring, x: Tensor) -> Tensor:
        """Adds this frame ``(P, V, C)``: ``(P, taps, V, C)`` with it."""
        newest, place = self.newest(ring)
        place.copy_(x)
        return newest

    def numbers(self, of_frames: Callable[[int], int]) -> Tensor | int:
        """What a function makes of the frames that each person has been there for, to calculate with ``(P, V, C)``."""
        return per_person([of_frames(frames) for frames in self.frames], self.memory[0])
