"""ST-BLN as its author publishes it."""

from __future__ import annotations

from core.conversion.reading import State
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


def convert_author(state: State, person: int | None = None) -> Converted:
    """A checkpoint of the author's ``STBLN`` as an equivalent network.

    Its option ``symmetric`` leaves no trace in a file. Such a network replaces its maps by G·Gᵀ in every forward pass,
    so that it computes something else each time; the file is read as one without it, as all published settings are.

    Args:
        state: keys ``data_bn.*``, ``layers.layer1`` to ``layer10`` with ``bln.{rand_graph,g_conv.k,bn}``,
            ``bln.bln_residual.{0,1}``, ``tcn.{t_conv,bn}``, ``residual.{t_conv,bn}``, and ``fc.*``.
        person: see `core.conversion.tensors.move_entry`.

    Raises:
        UserError: the tensors do not fit.
    """
    old = dict(state)
    blocks = count(old, r"layers\.layer(\d+)\.")
    joints = pop(dict(old), "layers.layer1.bln.rand_graph").shape[1]
    layout = layout_of(joints)
    new: State = {}
    channels = pop(dict(old), "layers.layer1.bln.g_conv.0.weight").shape[1]
    entry = move_entry(old, "data_bn", new, joints * channels, person)
    for i in range(blocks):
        source, target = f"layers.layer{i + 1}", f"blocks.{i}"
        bln, around = f"{source}.bln", f"{target}.spatial_residual"
        new[f"{target}.spatial.mixing.map"] = pop(old, f"{bln}.rand_graph")
        move_norm(old, f"{bln}.bn", new, f"{target}.spatial_norm")
        move_subsets(old, f"{bln}.g_conv", new, f"{target}.spatial.conv", f"{target}.spatial_norm")
        residual = f"{bln}.bln_residual"
        move_conv_norm(old, f"{residual}.0", f"{residual}.1", new, f"{around}.conv.conv", f"{around}.norm")
        tcn = f"{source}.tcn"
        move_conv_norm(old, f"{tcn}.t_conv", f"{tcn}.bn", new, f"{target}.temporal.conv", f"{target}.temporal_norm")
        if i > 0:
            residual = f"{source}.residual"
            place = f"{target}.residual"
            move_conv_norm(old, f"{residual}.t_conv", f"{residual}.bn", new, f"{place}.conv.conv", f"{place}.norm")
    new["classifier.linear.weight"] = pop(old, "fc.weight")
    new["classifier.linear.bias"] = pop(old, "fc.bias")
    return load("stbln", layout, new, old, {"layers": blocks, **entry, "residuals": "author"})
