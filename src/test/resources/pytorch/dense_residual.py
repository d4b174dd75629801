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
        ("flatten", nn.Flatten()),
        ("fc1", nn.Linear(9, 4)),
        ("relu1", nn.ReLU()),
        ("block1", Residual(OrderedDict([
            ("fc1", nn.Linear(4, 4)),
            ("relu1", nn.ReLU()),
            ("fc2", nn.Linear(4, 4)),
        ]))),
        ("block2", Residual(OrderedDict([
            ("fc1", nn.Linear(4, 6)),
            ("relu1", nn.ReLU()),
            ("fc2", nn.Linear(6, 5)),
            ("shortcut", nn.Linear(4, 5)),
        ]))),
        ("relu2", nn.ReLU()),
        ("fc2", nn.Linear(5, 3)),
    ]))
