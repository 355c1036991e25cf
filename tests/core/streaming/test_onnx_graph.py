from concurrent.futures import ThreadPoolExecutor

import torch
from torch import Tensor, nn

from core.streaming.onnx_graph import open_graph, trace


class Scaled(nn.Module):
    def __init__(self, factor: float) -> None:
        super().__init__()
        self.layer = nn.Conv1d(3, 8, 3)
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.layer(x)) * self.factor


def test_graphs_traced_at_a_time_give_what_their_models_give() -> None:
    models = [Scaled(float(factor)).eval() for factor in range(1, 9)]
    x = torch.rand(2, 3, 20)
    with torch.no_grad(), ThreadPoolExecutor(4) as pool:
        graphs = list(pool.map(lambda model: trace(model, (x,), ["x"], ["y"], {"x": {0: "N"}, "y": {0: "N"}}), models))
        for model, graph in zip(models, graphs, strict=True):
            for count in (1, 5):
                given = torch.rand(count, 3, 20)
                for arena in (True, False):
                    (found,) = open_graph(graph, arena).run(["y"], {"x": given.numpy()})
                    torch.testing.assert_close(torch.from_numpy(found), model(given), atol=1e-5, rtol=1e-5)
