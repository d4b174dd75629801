from collections import OrderedDict

import torch
from torch import nn


class Embedded(nn.Sequential):
    """Takes numbers [B, D] and codes [B, K], and embeds each column of codes by a table of its own."""

    def forward(self, numbers, codes):
        tables = [module for module in self if isinstance(module, nn.Embedding)]
        columns = [table(codes[:, k]) for k, table in enumerate(tables)]
        x = torch.cat([numbers] + columns, 1)
        for module in self:
            if not isinstance(module, nn.Embedding):
                x = module(x)
        return x


def build():
    return Embedded(OrderedDict([
        ("embedding1", nn.Embedding(4, 2)),
        ("embedding2", nn.Embedding(9, 5)),
        ("embedding3", nn.Embedding(2, 1)),
        ("fc1", nn.Linear(11, 64)),
        ("relu1", nn.ReLU()),
        ("fc2", nn.Linear(64, 64)),
        ("relu2", nn.ReLU()),
        ("fc3", nn.Linear(64, 3)),
    ]))
