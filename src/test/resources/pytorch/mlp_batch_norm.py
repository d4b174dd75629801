from collections import OrderedDict

from torch import nn


def build():
    return nn.Sequential(OrderedDict([
        ("flatten", nn.Flatten()),
        ("fc1", nn.Linear(9, 7)),
        ("norm1", nn.BatchNorm1d(7)),
        ("silu1", nn.SiLU()),
        ("fc2", nn.Linear(7, 5)),
        ("norm2", nn.BatchNorm1d(5)),
        ("silu2", nn.SiLU()),
        ("fc3", nn.Linear(5, 4)),
    ]))
