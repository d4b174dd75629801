from collections import OrderedDict

from torch import nn


def build():
    return nn.Sequential(OrderedDict([
        ("flatten", nn.Flatten()),
        ("fc1", nn.Linear(9, 4)),
        ("fc2", nn.Linear(4, 4)),
        ("relu1", nn.ReLU()),
        ("fc3", nn.Linear(4, 4)),
        ("leaky_relu1", nn.LeakyReLU()),
        ("fc4", nn.Linear(4, 4)),
        ("elu1", nn.ELU()),
        ("fc5", nn.Linear(4, 4)),
        ("selu1", nn.SELU()),
        ("fc6", nn.Linear(4, 4)),
        ("gelu1", nn.GELU()),
        ("fc7", nn.Linear(4, 4)),
        ("silu1", nn.SiLU()),
        ("fc8", nn.Linear(4, 4)),
        ("mish1", nn.Mish()),
        ("fc9", nn.Linear(4, 4)),
        ("tanh1", nn.Tanh()),
        ("fc10", nn.Linear(4, 4)),
        ("sigmoid1", nn.Sigmoid()),
        ("fc11", nn.Linear(4, 4)),
        ("softplus1", nn.Softplus()),
        ("fc12", nn.Linear(4, 4)),
        ("softsign1", nn.Softsign()),
        ("fc13", nn.Linear(4, 3)),
    ]))
