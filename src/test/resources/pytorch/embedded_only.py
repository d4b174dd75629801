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
        ("embedding1", nn.Embedding(5, 3)),
        ("embedding2", nn.Embedding(120, 50)),
        ("fc", nn.Linear(53, 3)),
    ]))
