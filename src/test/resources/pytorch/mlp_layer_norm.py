from collections import OrderedDict

from torch import nn


def build():
    return nn.Sequential(OrderedDict([
        ("fc1", nn.Linear(6, 7)),
        ("norm1", nn.LayerNorm([7])),
        ("gelu1", nn.GELU()),
        ("fc2", nn.Linear(7, 5)),
        ("norm2", nn.LayerNorm([5])),
        ("gelu2", nn.GELU()),
        ("fc3", nn.Linear(5, 4)),
    ]))
