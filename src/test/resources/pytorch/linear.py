from collections import OrderedDict

from torch import nn


def build():
    return nn.Sequential(OrderedDict([
        ("fc", nn.Linear(6, 3)),
    ]))
