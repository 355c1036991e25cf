"""A network of your own, trained on your own clips: python examples/own_network.py CLIPS [EPOCHS]

CLIPS is what `python -m core.extract my-videos -o CLIPS` makes of a folder with one subfolder of videos a class. The
network goes to runs/own-network and is then asked about one of the clips.

To use the network in the window as well, put its class into a file in core/models, and its name into MODELS there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from torch import Tensor, nn

from core import Recognizer, Tracker, list_sources, open_source
from core.explanation import Explanation
from core.models import MODELS
from core.skeleton import Layout
from core.train import TrainConfig, train


def _convolution(channels: int, out: int, joints: int) -> nn.Sequential:
    """Over five frames and so many joints."""
    return nn.Sequential(nn.Conv2d(channels, out, (5, joints), padding=(2, 0)), nn.BatchNorm2d(out), nn.ReLU())


class FrameNet(nn.Module):
    """Convolutions along time over all joints at once; no graph.

    The first three arguments are given to every network; those behind them are its own, and their defaults can be
    changed in `TrainConfig.model_args`.
    """

    def __init__(
        self, num_classes: int, layout: Layout, in_channels: int, width: int = 32, dropout: float = 0.2
    ) -> None:
        super().__init__()
        self.per_joint = _convolution(in_channels, width, joints=1)
        self.over_joints = _convolution(width, 2 * width, joints=layout.num_joints)
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(2 * width, num_classes)

    def forward(self, x: Tensor, explain: bool = False) -> Tensor | tuple[Tensor, Explanation]:
        """``(N, C, T, V, M)`` -> logits ``(N, num_classes)``; with ``explain`` also what can be shown of them."""
        clips, channels, frames, joints, people = x.shape
        each = x.permute(0, 4, 1, 2, 3).reshape(clips * people, channels, frames, joints)
        features = self.per_joint(each)
        pooled = self.over_joints(features).mean(dim=(2, 3)).view(clips, people, -1).mean(dim=1)
        logits = self.classifier(self.dropout(pooled))
        if not explain:
            return logits
        shown = features.mean(dim=1).view(clips, people, frames, joints)
        return logits, Explanation(focus=None, relations=(), gate=None, feature_map=shown)


MODELS["frame-net"] = FrameNet  # create_model, the trainer and load_checkpoint know it from here on


def main(clips: Path, epochs: int = 60) -> None:
    """Trains, and says what the network makes of the first clip."""
    train(TrainConfig(data=clips, name="own-network", model="frame-net", epochs=epochs, frames=25, validation=0.2))
    recognizer = Recognizer.from_weights("runs/own-network/own-network.safetensors", hop=0.2)
    first = list_sources(str(clips))[0]
    source, tracker = open_source(first), Tracker(max_people=1)
    while (frame := source.read()) is not None:
        if frame.joints is not None:  # clips are skeletons: every frame has them
            predictions = recognizer.push(tracker.update(frame.joints, frame.time), frame.time)
    source.close()
    for prediction in predictions:
        said = ", ".join(f"{recognizer.labels[index]} {score:.0%}" for index, score in prediction.top(3))
        print(f"{first}: {said}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(epochs) for epochs in sys.argv[2:3]))
