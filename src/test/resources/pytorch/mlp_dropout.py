from collections import OrderedDict

from torch import nn


def build():
    return nn.Sequential(OrderedDict([
        ("fc1", nn.Linear(5, 8)),
        ("tanh1", nn.Tanh()),
        ("dropout1", nn.Dropout(0.5)),
        ("fc2", nn.Linear(8, 3)),
    ]))
