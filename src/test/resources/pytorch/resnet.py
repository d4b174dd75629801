from collections import OrderedDict

from torch import nn


class Residual(nn.Sequential):
    """The sum of a body and a shortcut, which is the input itself unless a module has that name."""

    def forward(self, x):
        y = x
        for name, module in self.named_children():
            if name != "shortcut":
                y = module(y)
        return y + (self.shortcut(x) if hasattr(self, "shortcut") else x)


def build():
    return nn.Sequential(OrderedDict([
        ("conv1", nn.Conv2d(3, 4, 3, stride=1, padding=1, bias=False)),
        ("norm1", nn.BatchNorm2d(4)),
        ("relu1", nn.ReLU()),
        ("block1", Residual(OrderedDict([
            ("conv1", nn.Conv2d(4, 4, 3, stride=1, padding=1, bias=False)),
            ("norm1", nn.BatchNorm2d(4)),
            ("relu1", nn.ReLU()),
            ("conv2", nn.Conv2d(4, 4, 3, stride=1, padding=1, bias=False)),
            ("norm2", nn.BatchNorm2d(4)),
        ]))),
        ("relu2", nn.ReLU()),
        ("block2", Residual(OrderedDict([
            ("conv1", nn.Conv2d(4, 8, 3, stride=2, padding=1, bias=False)),
            ("norm1", nn.BatchNorm2d(8)),
            ("relu1", nn.ReLU()),
            ("conv2", nn.Conv2d(8, 8, 3, stride=1, padding=1, bias=False)),
            ("norm2", nn.BatchNorm2d(8)),
            ("shortcut", nn.Conv2d(4, 8, 1, stride=2, bias=False)),
        ]))),
        ("relu3", nn.ReLU()),
        ("pool1", nn.AdaptiveAvgPool2d(1)),
        ("flatten", nn.Flatten()),
        ("fc1", nn.Linear(8, 5)),
    ]))
