"""The first public ST-GCN and the plain form of the 2s-AGCN family, with their tensors' names, for `core.convert`."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

PLAN = [(1, 1), (1, 1), (1, 1), (1, 1), (2, 2), (2, 1), (2, 1), (4, 2), (4, 1), (4, 1)]  # width, stride


def randomise_norms(model: nn.Module) -> nn.Module:
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.normal_(module.running_mean, std=0.3)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
            nn.init.normal_(module.weight, 1, 0.3)
            nn.init.normal_(module.bias, std=0.3)
    return model.eval()


class PublicGraphConv(nn.Module):
    def __init__(self, c_in: int, c_out: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(c_in, 3 * c_out, 1)

    def forward(self, x: Tensor, A: Tensor) -> Tensor:
        x = self.conv(x)
        n, kc, t, v = x.shape
        return torch.einsum("nkctv,kvw->nctw", x.view(n, 3, kc // 3, t, v), A)


class PublicBlock(nn.Module):
    def __init__(self, c_in: int, c_out: int, stride: int, first: bool) -> None:
        super().__init__()
        self.gcn = PublicGraphConv(c_in, c_out)
        self.tcn = nn.Sequential(
            nn.BatchNorm2d(c_out),
            nn.ReLU(),
            nn.Conv2d(c_out, c_out, (9, 1), (stride, 1), (4, 0)),
            nn.BatchNorm2d(c_out),
            nn.Dropout(0.5),
        )
        self.first = first
        if not first and (c_in != c_out or stride != 1):
            self.residual = nn.Sequential(nn.Conv2d(c_in, c_out, 1, (stride, 1)), nn.BatchNorm2d(c_out))

    def forward(self, x: Tensor, A: Tensor) -> Tensor:
        around = 0 if self.first else self.residual(x) if hasattr(self, "residual") else x
        return F.relu(self.tcn(self.gcn(x, A)) + around)


class PublicSTGCN(nn.Module):
    def __init__(self, classes: int, joints: int, base: int = 8, importance: bool = True) -> None:
        super().__init__()
        self.register_buffer("A", torch.rand(3, joints, joints) * (torch.rand(3, joints, joints) < 0.2))
        self.data_bn = nn.BatchNorm1d(3 * joints)
        widths = [3] + [width * base for width, _ in PLAN]
        self.st_gcn_networks = nn.ModuleList(
            PublicBlock(widths[i], widths[i + 1], stride, i == 0) for i, (_, stride) in enumerate(PLAN)
        )
        if importance:
            self.edge_importance = nn.ParameterList(nn.Parameter(torch.randn_like(self.A)) for _ in PLAN)
        self.fcn = nn.Conv2d(widths[-1], classes, 1)
        randomise_norms(self)

    def forward(self, x: Tensor) -> Tensor:
        N, C, T, V, M = x.shape
        x = x.permute(0, 4, 3, 1, 2).contiguous().view(N * M, V * C, T)
        x = self.data_bn(x).view(N, M, V, C, T).permute(0, 1, 3, 4, 2).contiguous().view(N * M, C, T, V)
        for i, block in enumerate(self.st_gcn_networks):
            x = block(x, self.A * self.edge_importance[i] if hasattr(self, "edge_importance") else self.A)
        x = F.avg_pool2d(x, x.shape[2:]).view(N, M, -1, 1, 1).mean(1)
        return self.fcn(x).flatten(1)


class FamilyConv(nn.Module):
    def __init__(self, c_in: int, c_out: int, kernel: int, stride: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, (kernel, 1), (stride, 1), (kernel // 2, 0))
        self.bn = nn.BatchNorm2d(c_out)

    def forward(self, x: Tensor) -> Tensor:
        return self.bn(self.conv(x))


class FamilyGraphConv(nn.Module):
    def __init__(self, c_in: int, c_out: int, A: Tensor) -> None:
        super().__init__()
        self.A = A  # not in the file
        self.PA = nn.Parameter(torch.randn_like(A) * 0.2)
        self.conv_d = nn.ModuleList(nn.Conv2d(c_in, c_out, 1) for _ in range(3))
        self.bn = nn.BatchNorm2d(c_out)
        if c_in != c_out:
            self.down = nn.Sequential(nn.Conv2d(c_in, c_out, 1), nn.BatchNorm2d(c_out))

    def forward(self, x: Tensor) -> Tensor:
        N, C, T, V = x.shape
        y = 0
        for k in range(3):
            y = y + self.conv_d[k](torch.matmul(x.reshape(N, C * T, V), self.A[k] + self.PA[k]).view(N, C, T, V))
        return F.relu(self.bn(y) + (self.down(x) if hasattr(self, "down") else x))


class FamilyBlock(nn.Module):
    def __init__(self, c_in: int, c_out: int, A: Tensor, stride: int, first: bool) -> None:
        super().__init__()
        self.gcn1 = FamilyGraphConv(c_in, c_out, A)
        self.tcn1 = FamilyConv(c_out, c_out, 9, stride)
        self.first = first
        if not first and (c_in != c_out or stride != 1):
            self.residual = FamilyConv(c_in, c_out, 1, stride)

    def forward(self, x: Tensor) -> Tensor:
        around = 0 if self.first else self.residual(x) if hasattr(self, "residual") else x
        return F.relu(self.tcn1(self.gcn1(x)) + around)


class FamilyAGCN(nn.Module):
    """The 2s-AGCN family's layout without its data-dependent graph; statistics of their own for every person."""

    def __init__(self, classes: int, A: Tensor, people: int, base: int = 8) -> None:
        super().__init__()
        self.data_bn = nn.BatchNorm1d(people * 3 * A.shape[-1])
        widths = [3] + [width * base for width, _ in PLAN]
        for i, (_, stride) in enumerate(PLAN):
            setattr(self, f"l{i + 1}", FamilyBlock(widths[i], widths[i + 1], A, stride, i == 0))
        self.fc = nn.Linear(widths[-1], classes)
        randomise_norms(self)

    def forward(self, x: Tensor) -> Tensor:
        N, C, T, V, M = x.shape
        x = self.data_bn(x.permute(0, 4, 3, 1, 2).contiguous().view(N, M * V * C, T))
        x = x.view(N, M, V, C, T).permute(0, 1, 3, 4, 2).contiguous().view(N * M, C, T, V)
        for i in range(len(PLAN)):
            x = getattr(self, f"l{i + 1}")(x)
        return self.fc(x.mean((2, 3)).view(N, M, -1).mean(1))
