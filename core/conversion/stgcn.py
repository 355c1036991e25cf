"""ST-GCN as the first public code, pyskl, mmaction2 and the third paper's author write it."""

from __future__ import annotations

from typing import Any

import torch

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


def convert_first(state: State, person: int | None = None) -> Converted:
    """A checkpoint of the first public ST-GCN as an equivalent network.

    Its adjacency ``A`` is kept as it is; biases of the spatial convolutions pass through the graph.

    Args:
        state: keys ``A``, ``data_bn.*``, ``edge_importance.i`` (left out: ones), ``st_gcn_networks.i.gcn.conv.*``,
            ``.tcn.{0,2,3}.*``, ``.residual.{0,1}.*``, ``fcn.*``. mmaction2 before 1.0 writes ``backbone.`` in front and
            ``cls_head.fc`` for ``fcn``.
        person: see `core.conversion.tensors.move_entry`.

    Raises:
        UserError: the tensors do not fit.
    """
    old = {key.removeprefix("backbone.").replace("cls_head.fc.", "fcn."): value for key, value in state.items()}
    blocks = count(old, r"st_gcn_networks\.(\d+)\.")
    adjacency = pop(old, "A")
    joints = adjacency.shape[-1]
    layout = layout_of(joints)
    new: State = {}
    channels = pop(dict(old), "st_gcn_networks.0.gcn.conv.weight").shape[1]
    entry = move_entry(old, "data_bn", new, joints * channels, person)
    for i in range(blocks):
        source, target = f"st_gcn_networks.{i}", f"blocks.{i}"
        new[f"{target}.spatial.mixing.adjacency"] = adjacency
        new[f"{target}.spatial.mixing.mask"] = old.pop(f"edge_importance.{i}", torch.ones_like(adjacency))
        new[f"{target}.spatial.conv.weight"] = pop(old, f"{source}.gcn.conv.weight")
        new[f"{target}.spatial.conv.bias"] = pop(old, f"{source}.gcn.conv.bias")
        move_norm(old, f"{source}.tcn.0", new, f"{target}.spatial_norm")
        _temporal(old, f"{source}.tcn.2", f"{source}.tcn.3", new, target)
        _residual(old, f"{source}.residual.0", f"{source}.residual.1", new, f"{target}.residual")
    new["classifier.linear.weight"] = pop(old, "fcn.weight").flatten(1)
    new["classifier.linear.bias"] = pop(old, "fcn.bias")
    return load("stgcn", layout, new, old, {"layers": blocks, **entry, "bias_first": True})


def convert_pyskl(state: State, person: int | None = None) -> Converted:
    """A checkpoint of pyskl's or mmaction2's ``STGCN`` as an equivalent network.

    Args:
        state: keys ``backbone.data_bn.*``, ``backbone.gcn.i.gcn.{A,PA,conv,bn}``, ``.tcn.{conv,bn}``,
            ``.residual.{conv,bn}``, ``cls_head.fc_cls.*`` (mmaction2: ``cls_head.fc.*``).
        person: see `core.conversion.tensors.move_entry`.

    Raises:
        UserError: the tensors do not fit.
    """
    old = dict(state)
    blocks = count(old, r"backbone\.gcn\.(\d+)\.")
    joints = pop(dict(old), "backbone.gcn.0.gcn.A").shape[-1]
    layout = layout_of(joints)
    new: State = {}
    channels = pop(dict(old), "backbone.gcn.0.gcn.conv.weight").shape[1]
    entry = move_entry(old, "backbone.data_bn", new, joints * channels, person)
    for i in range(blocks):
        source, target = f"backbone.gcn.{i}", f"blocks.{i}"
        new[f"{target}.spatial.mixing.adjacency"] = pop(old, f"{source}.gcn.A")
        new[f"{target}.spatial.mixing.mask"] = pop(old, f"{source}.gcn.PA")
        new[f"{target}.spatial.conv.weight"] = pop(old, f"{source}.gcn.conv.weight")
        new[f"{target}.spatial.conv.bias"] = pop(old, f"{source}.gcn.conv.bias")
        move_norm(old, f"{source}.gcn.bn", new, f"{target}.spatial_norm")
        _temporal(old, f"{source}.tcn.conv", f"{source}.tcn.bn", new, target)
        _residual(old, f"{source}.residual.conv", f"{source}.residual.bn", new, f"{target}.residual")
    head(old, new)
    return load("stgcn", layout, new, old, {"layers": blocks, **entry, "bias_first": True})


def convert_author(state: State, person: int | None = None) -> Converted:
    """The third paper's author's ``STGCN`` or ``AGCN`` as an equivalent network.

    Both have 2s-AGCN's layers. The graph, column-normalised, is not in the file.

    Args:
        state: keys ``data_bn.*``, ``layers.layer1`` to ``layer10`` with ``gcn.{graph_attn,g_conv.k,bn}``,
            ``gcn.gcn_residual.{0,1}``, ``tcn.{t_conv,bn}``, ``residual.{t_conv,bn}``, and ``fc.*``; AGCN also has
            ``gcn.{a_conv,b_conv}.k``.
        person: see `core.conversion.tensors.move_entry`.

    Raises:
        UserError: the tensors do not fit.
    """
    old = dict(state)
    blocks = count(old, r"layers\.layer(\d+)\.")
    joints = pop(dict(old), "layers.layer1.gcn.graph_attn").shape[-1]
    layout = layout_of(joints)
    adaptive = "layers.layer1.gcn.a_conv.0.weight" in old
    new: State = {}
    channels = pop(dict(old), "layers.layer1.gcn.g_conv.0.weight").shape[1]
    model_args: dict[str, Any] = {"layers": blocks, **move_entry(old, "data_bn", new, joints * channels, person)}
    for i in range(blocks):
        source, target = f"layers.layer{i + 1}", f"blocks.{i}"
        new[f"{target}.spatial.mixing.mask"] = pop(old, f"{source}.gcn.graph_attn")
        if adaptive:
            move_embeddings(old, f"{source}.gcn.a_conv", f"{source}.gcn.b_conv", new, target)
        move_norm(old, f"{source}.gcn.bn", new, f"{target}.spatial_norm")
        move_subsets(old, f"{source}.gcn.g_conv", new, f"{target}.spatial.conv", f"{target}.spatial_norm")
        down = f"{source}.gcn.gcn_residual"
        _residual(old, f"{down}.0", f"{down}.1", new, f"{target}.spatial_residual")
        _temporal(old, f"{source}.tcn.t_conv", f"{source}.tcn.bn", new, target)
        _residual(old, f"{source}.residual.t_conv", f"{source}.residual.bn", new, f"{target}.residual")
    new["classifier.linear.weight"] = pop(old, "fc.weight")
    new["classifier.linear.bias"] = pop(old, "fc.bias")
    if not adaptive:
        model_args["spatial_residual"] = True
    return load("agcn-adaptive" if adaptive else "stgcn", layout, new, old, model_args)


def move_embeddings(old: State, source: str, target_embedding: str, new: State, block: str) -> None:
    """Move the 1x1 convolutions θ_k and φ_k of a data-dependent graph (`core.models.mixing.AdaptiveGraph`)."""
    for part in ("weight", "bias"):
        each = [pop(old, f"{conv}.{k}.{part}") for conv in (source, target_embedding) for k in range(3)]
        new[f"{block}.spatial.mixing.embed.{part}"] = torch.cat(each)


def head(old: State, new: State) -> None:
    """Move the classifier of pyskl or mmaction2."""
    name = "cls_head.fc_cls" if "cls_head.fc_cls.weight" in old else "cls_head.fc"
    new["classifier.linear.weight"] = pop(old, f"{name}.weight")
    new["classifier.linear.bias"] = pop(old, f"{name}.bias")


def _temporal(old: State, conv: str, norm: str, new: State, block: str) -> None:
    move_conv_norm(old, conv, norm, new, f"{block}.temporal.conv", f"{block}.temporal_norm")


def _residual(old: State, conv: str, norm: str, new: State, target: str) -> None:
    if f"{conv}.weight" in old:
        move_conv_norm(old, conv, norm, new, f"{target}.conv", f"{target}.norm")
