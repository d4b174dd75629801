from collections import OrderedDict

from torch import nn


def build():
    return nn.Sequential(OrderedDict([
        ("conv1", nn.Conv2d(2, 4, 3, stride=2, padding=2, groups=2)),
        ("norm1", nn.LayerNorm([4, 7, 7])),
        ("elu1", nn.ELU()),
        ("pool1", nn.MaxPool2d(3, stride=1, padding=1)),
        ("pool2", nn.AvgPool2d(3, stride=2, padding=1)),
        ("dropout1", nn.Dropout(0.3)),
        ("pool3", nn.MaxPool2d(2, stride=2)),
        ("flatten", nn.Flatten()),
        ("fc1", nn.Linear(16, 3)),
    ]))
