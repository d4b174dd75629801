from collections import OrderedDict

from torch import nn


def build():
    return nn.Sequential(OrderedDict([
        ("conv1", nn.Conv2d(1, 32, 3, stride=1, padding=1)),
        ("norm1", nn.LayerNorm([32, 8, 8])),
        ("relu1", nn.ReLU()),
        ("conv2", nn.Conv2d(32, 64, 3, stride=1, padding=1)),
        ("norm2", nn.LayerNorm([64, 8, 8])),
        ("relu2", nn.ReLU()),
        ("pool1", nn.MaxPool2d(2, stride=2)),
        ("flatten", nn.Flatten()),
        ("fc1", nn.Linear(1024, 128)),
        ("relu3", nn.ReLU()),
        ("dropout1", nn.Dropout(0.5)),
        ("fc2", nn.Linear(128, 10)),
    ]))
