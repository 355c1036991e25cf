"""2s-AGCN and AAGCN as their authors, pyskl and mmaction2 write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.conversion.reading import State
from core.conversion.stgcn import head, move_embeddings
from core.conversion.tensors import (
    Converted,
    count,
    layout_of,
    load,
    move_conv_norm,
    move_entry,
    move_norm,
    move_subsets,
    pop,
)

_STC = {"conv_sa": "joints", "conv_ta": "frames", "fc1c": "squeeze", "fc2c": "excite"}


@dataclass(frozen=True)
class _Names:
    """Where a code keeps things: prefix of the whole, name of block i, of its parts, and of the learned graph."""

    entry: str
    block: str
    first: int
    graph: str
    gcn: str
    tcn: str


_AUTHORS = _Names("data_bn", "l{}", 1, "PA", "gcn1", "tcn1")
_PYSKL = _Names("backbone.data_bn", "backbone.gcn.{}", 0, "A", "gcn", "tcn")


def convert_authors(state: State, person: int | None = None) -> Converted:
    """A checkpoint of 2s-AGCN's repository as an equivalent network: of ``agcn.Model`` or of ``aagcn.Model``.

    Args:
        state: keys ``data_bn.*``, ``l1`` to ``l10`` with ``gcn1.{PA,conv_{a,b,d}.k,bn,down.{0,1}}``,
            ``tcn1.{conv,bn}``, ``residual.{conv,bn}``, and ``fc.*``. AAGCN also has
            ``gcn1.{alpha,conv_ta,conv_sa,fc1c,fc2c}``. Without ``conv_a`` the graph is A + M (``agcn``). 2s-AGCN's A,
            column-normalised, is not in the file.
        person: see `core.conversion.tensors.move_entry`.

    Raises:
        UserError: the tensors do not fit.
    """
    return _convert(dict(state), _AUTHORS, count(state, r"l(\d+)\.gcn1\."), person)


def convert_pyskl(state: State, person: int | None = None) -> Converted:
    """A checkpoint of pyskl's or mmaction2's ``AAGCN`` as an equivalent network.

    Args:
        state: keys ``backbone.A``, ``backbone.data_bn.*``, ``backbone.gcn.i`` with
            ``gcn.{A,alpha,conv_{a,b,d}.k,bn,down.{0,1},conv_ta,conv_sa,fc1c,fc2c}``, ``tcn.{conv,bn}``,
            ``residual.{conv,bn}``, ``cls_head.fc_cls.*`` (mmaction2: ``cls_head.fc.*``).
        person: see `core.conversion.tensors.move_entry`.

    Raises:
        UserError: the tensors do not fit.
    """
    old = dict(state)
    old.pop("backbone.A", None)  # what the blocks' own graphs started from
    return _convert(old, _PYSKL, count(state, r"backbone\.gcn\.(\d+)\."), person)


def _convert(old: State, names: _Names, blocks: int, person: int | None) -> Converted:
    start = f"{names.block.format(names.first)}.{names.gcn}"
    joints = pop(dict(old), f"{start}.{names.graph}").shape[-1]
    layout = layout_of(joints)
    adaptive, attentive = f"{start}.conv_a.0.weight" in old, f"{start}.alpha" in old
    stc = f"{start}.conv_ta.weight" in old
    new: State = {}
    channels = pop(dict(old), f"{start}.conv_d.0.weight").shape[1]
    model_args: dict[str, Any] = {"layers": blocks, **move_entry(old, names.entry, new, joints * channels, person)}
    for i in range(blocks):
        source, target = names.block.format(i + names.first), f"blocks.{i}"
        gcn, tcn = f"{source}.{names.gcn}", f"{source}.{names.tcn}"
        new[f"{target}.spatial.mixing.mask"] = pop(old, f"{gcn}.{names.graph}")
        if adaptive:
            move_embeddings(old, f"{gcn}.conv_a", f"{gcn}.conv_b", new, target)
        if attentive:
            new[f"{target}.spatial.mixing.alpha"] = pop(old, f"{gcn}.alpha")
        if stc:
            _move_stc(old, gcn, new, f"{target}.attention")
        move_norm(old, f"{gcn}.bn", new, f"{target}.spatial_norm")
        move_subsets(old, f"{gcn}.conv_d", new, f"{target}.spatial.conv", f"{target}.spatial_norm")
        for conv, norm, place in (
            (f"{gcn}.down.0", f"{gcn}.down.1", "spatial_residual"),
            (f"{source}.residual.conv", f"{source}.residual.bn", "residual"),
        ):
            if f"{conv}.weight" in old:
                move_conv_norm(old, conv, norm, new, f"{target}.{place}.conv", f"{target}.{place}.norm")
        move_conv_norm(old, f"{tcn}.conv", f"{tcn}.bn", new, f"{target}.temporal.conv", f"{target}.temporal_norm")
    if "fc.weight" in old:
        new["classifier.linear.weight"], new["classifier.linear.bias"] = pop(old, "fc.weight"), pop(old, "fc.bias")
    else:
        head(old, new)
    if attentive:
        return load("aagcn", layout, new, old, {**model_args, "stc": stc})
    return load("agcn-adaptive" if adaptive else "agcn", layout, new, old, model_args)


def _move_stc(old: State, gcn: str, new: State, target: str) -> None:
    for source, place in _STC.items():
        for part in ("weight", "bias"):
            new[f"{target}.{place}.{part}"] = pop(old, f"{gcn}.{source}.{part}")
