"""The forms of public checkpoints, told apart by the names of their tensors.

The names were read in the definitions that wrote the files: github.com/yysijie/st-gcn, lshiwjx/2s-AGCN,
negarhdr/skeleton-based-action-recognition, kennymckormick/pyskl and open-mmlab/mmaction2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.conversion import agcn, stbln, stgcn
from core.conversion.reading import State
from core.conversion.tensors import Converted
from core.errors import UserError


@dataclass(frozen=True)
class Form:
    """A code that writes checkpoints, and how to use what it trained.

    Attributes:
        title: what it is.
        origin: where it is published.
        license: the licence of that code. Weights may come under another one.
        places: of its tensors: their names without ``.weight`` and the like, every number a ``#``.
        signs: those of them by which it is known; of several forms that fit, the one with the most signs is meant.
        convert: makes the equivalent network of ours; takes the tensors and ``--person``.
        convention: how its streams are made, one of `core.streams.CONVENTIONS`.
        y_down: whether y grows downward in what it sees of pictures.
        frames, sampling: its windows, as in `core.card.CheckpointInfo`.
    """

    title: str
    origin: str
    license: str
    places: frozenset[str]
    signs: frozenset[str]
    convert: Callable[[State, int | None], Converted]
    convention: str
    y_down: bool = True
    frames: int = 300
    sampling: str = "repeat"


def places(keys: Iterable[str]) -> frozenset[str]:
    """The places of tensors with these names, see `Form`."""
    leaf = r"\.(weight|bias|running_mean|running_var|num_batches_tracked)$"
    return frozenset(re.sub(r"\d+(?=\.|$)", "#", re.sub(leaf, "", key)) for key in keys)


def _words(text: str, block: str = "", inside: str = "") -> frozenset[str]:
    """Places one after another, and those inside a block."""
    return frozenset((*text.split(), *(f"{block}.{each}" for each in inside.split())))


_ADAPTIVE = "gcn#.PA gcn#.conv_a.# gcn#.conv_b.# gcn#.conv_d.# gcn#.bn gcn#.down.# "
_AROUND = "tcn#.conv tcn#.bn residual.conv residual.bn "
_STC = "gcn#.alpha gcn#.conv_ta gcn#.conv_sa gcn#.fc1c gcn#.fc2c "
_HEADS = "cls_head.fc_cls cls_head.fc "
_PYSKL_AROUND = "tcn.conv tcn.bn residual.conv residual.bn "
_AUTHOR_AROUND = "tcn.t_conv tcn.bn residual.t_conv residual.bn "
_AUTHOR = "github.com/negarhdr/skeleton-based-action-recognition"
_OPENMMLAB = "github.com/kennymckormick/pyskl or github.com/open-mmlab/mmaction2"

FORMS: dict[str, Form] = {
    "st-gcn": Form(
        "ST-GCN of its first public code",
        "github.com/yysijie/st-gcn",
        "BSD-2-Clause",
        _words("A data_bn edge_importance.# fcn", "st_gcn_networks.#", "gcn.conv tcn.# residual.#"),
        _words("A st_gcn_networks.#.gcn.conv"),
        stgcn.convert_first,
        "",
        frames=150,
        sampling="time",
    ),
    "mmaction-st-gcn": Form(
        "ST-GCN of mmaction2 before 1.0",
        "github.com/open-mmlab/mmaction2",
        "Apache-2.0",
        _words(
            "backbone.A backbone.data_bn backbone.edge_importance.# cls_head.fc",
            "backbone.st_gcn_networks.#",
            "gcn.conv tcn.# residual.#",
        ),
        _words("backbone.A backbone.st_gcn_networks.#.gcn.conv"),
        stgcn.convert_first,
        "",
        sampling="time",
    ),
    "2s-agcn": Form(
        "2s-AGCN",
        "github.com/lshiwjx/2s-AGCN",
        "CC BY-NC 4.0",
        _words("data_bn fc", "l#", _ADAPTIVE + _AROUND),
        _words("l#.gcn#.PA"),
        agcn.convert_authors,
        "2s-agcn",
        y_down=False,
    ),
    "aagcn": Form(
        "AAGCN",
        "github.com/lshiwjx/2s-AGCN",
        "CC BY-NC 4.0",
        _words("data_bn fc", "l#", _ADAPTIVE + _AROUND + _STC),
        _words("l#.gcn#.PA l#.gcn#.alpha"),
        agcn.convert_authors,
        "2s-agcn",
        y_down=False,
    ),
    "author-gcn": Form(
        "ST-GCN or AGCN of the author of ST-BLN",
        _AUTHOR,
        "CC BY-NC 4.0",
        _words(
            "data_bn fc",
            "layers.layer#",
            "gcn.graph_attn gcn.g_conv.# gcn.a_conv.# gcn.b_conv.# gcn.bn gcn.gcn_residual.# " + _AUTHOR_AROUND,
        ),
        _words("layers.layer#.gcn.graph_attn"),
        stgcn.convert_author,
        "2s-agcn",
        y_down=False,
    ),
    "author-st-bln": Form(
        "ST-BLN of its author",
        _AUTHOR,
        "CC BY-NC 4.0",
        _words(
            "data_bn fc", "layers.layer#", "bln.rand_graph bln.g_conv.# bln.bln_residual.# bln.bn " + _AUTHOR_AROUND
        ),
        _words("layers.layer#.bln.rand_graph"),
        stbln.convert_author,
        "2s-agcn",
        y_down=False,
    ),
    "pyskl-st-gcn": Form(
        "ST-GCN of pyskl and mmaction2",
        _OPENMMLAB,
        "Apache-2.0",
        _words(_HEADS + "backbone.data_bn", "backbone.gcn.#", "gcn.A gcn.PA gcn.conv gcn.bn " + _PYSKL_AROUND),
        _words("backbone.gcn.#.gcn.PA backbone.gcn.#.tcn.conv"),
        stgcn.convert_pyskl,
        "pyskl",
        frames=100,
    ),
    "pyskl-aagcn": Form(
        "AAGCN of pyskl and mmaction2",
        _OPENMMLAB,
        "Apache-2.0",
        _words(
            _HEADS + "backbone.A backbone.data_bn",
            "backbone.gcn.#",
            (_ADAPTIVE.replace("PA", "A") + _STC).replace("gcn#", "gcn") + _PYSKL_AROUND,
        ),
        _words("backbone.gcn.#.gcn.conv_d.# backbone.gcn.#.tcn.conv"),
        agcn.convert_pyskl,
        "pyskl",
        frames=100,
    ),
}
"""By their short names."""

OTHERS = {
    "backbone.gcn.#.tcn.branches.#": "ST-GCN++ or another multi-branch network of pyskl",
    "l#.gcn#.convs.#.conv#": "CTR-GCN",
    "backbone.layer#.#.conv#.conv": "a 3D CNN on heat maps (PoseC3D)",
    "layers.layer#.fc_attn_block": "TA-GCN",
}
"""What else is published, by a place that it has: no network of ours computes the same."""


def recognise(state: State) -> Form:
    """The form of a checkpoint.

    Raises:
        UserError: it has none of those known; the message names the nearest one, and what is different there.
    """
    there = places(state)
    other = any(place.startswith(sign) for sign in OTHERS for place in there)
    fitting = [] if other else [form for form in FORMS.values() if form.signs <= there]
    if fitting:
        return max(fitting, key=lambda form: len(form.signs))
    raise UserError(f"the checkpoint is {_what(there)}; nothing here computes the same. {_nearest(there)}")


def converted(state: State, form: Form, person: int | None = None) -> Converted:
    """The equivalent network of ours.

    Raises:
        UserError: the tensors do not fit; the message says which form they were taken for.
    """
    try:
        return form.convert(state, person)
    except UserError as error:
        raise UserError(f"{error} (taken for {form.title}, {form.origin})") from error


def _what(there: frozenset[str]) -> str:
    for sign, title in OTHERS.items():
        if any(place.startswith(sign) for place in there):
            return title
    return "of no form that is known"


def _nearest(there: frozenset[str]) -> str:
    form = max(FORMS.values(), key=lambda form: len(form.places & there) / len(form.places | there))
    if not form.places & there:
        return f"Known are {', '.join(each.title for each in FORMS.values())}"
    lacks, has = sorted(form.places - there), sorted(there - form.places)
    said = f"Nearest is {form.title}"
    said += f", which has {', '.join(lacks[:2])}" if lacks else ""
    return said + (f", and not {', '.join(has[:2])}" if has else "")
