from collections import OrderedDict

from torch import nn


def build():
    return nn.Sequential(OrderedDict([
        ("conv1", nn.Conv2d(1, 6, 5, stride=1, padding=2)),
        ("tanh1", nn.Tanh()),
        ("pool1", nn.AvgPool2d(2, stride=2)),
        ("conv2", nn.Conv2d(6, 16, 5, stride=1)),
        ("tanh2", nn.Tanh()),
        ("pool2", nn.AvgPool2d(2, stride=2)),
        ("flatten", nn.Flatten()),
        ("fc1", nn.Linear(400, 120)),
        ("tanh3", nn.Tanh()),
        ("fc2", nn.Linear(120, 84)),
        ("tanh4", nn.Tanh()),
        ("fc3", nn.Linear(84, 10)),
    ]))
