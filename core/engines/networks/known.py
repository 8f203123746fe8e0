"""Networks that everybody knows, as PyTorch code that is read like any other."""

from dataclasses import dataclass

COURSE = """from torch import nn

model = nn.Sequential(
    nn.Conv2d(1, 8, 3), nn.Identity(), nn.MaxPool2d(2), nn.ReLU(), nn.Dropout(0.5),
    nn.Conv2d(8, 8, 3), nn.Identity(), nn.MaxPool2d(2), nn.ReLU(), nn.Dropout(0.5),
    nn.Flatten(), nn.Linear(200, 64), nn.ReLU(), nn.Linear(64, 10),
)
"""
WRITE_UP = """from torch import nn

model = nn.Sequential(nn.Conv2d(3, 16, 5))
"""
LENET_5 = """from torch import nn

model = nn.Sequential(
    nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2),
    nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
    nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(),
    nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
)
"""
ALEXNET = """from collections import OrderedDict
from torch import nn

model = nn.Sequential(OrderedDict(
    features=nn.Sequential(
        nn.Conv2d(3, 64, 11, stride=4, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2),
        nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2),
        nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(inplace=True),
        nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(inplace=True),
        nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2),
    ),
    avgpool=nn.AdaptiveAvgPool2d(6),
    flatten=nn.Flatten(),
    classifier=nn.Sequential(
        nn.Dropout(), nn.Linear(256 * 6 * 6, 4096), nn.ReLU(inplace=True),
        nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Linear(4096, 1000),
    ),
))
"""
VGG_16 = """from collections import OrderedDict
from torch import nn

features, channels = [], 3
for width, layers in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
    for _ in range(layers):
        features += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
        channels = width
    features.append(nn.MaxPool2d(2))

model = nn.Sequential(OrderedDict(
    features=nn.Sequential(*features),
    avgpool=nn.AdaptiveAvgPool2d(7),
    flatten=nn.Flatten(),
    classifier=nn.Sequential(
        nn.Linear(512 * 7 * 7, 4096), nn.ReLU(inplace=True), nn.Dropout(),
        nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Dropout(), nn.Linear(4096, 1000),
    ),
))
"""
RESNET_18 = """import torch
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        main = self.relu(self.bn1(self.conv1(x)))
        main = self.bn2(self.conv2(main))
        shortcut = x if self.downsample is None else self.downsample(x)
        return self.relu(main + shortcut)


class ResNet(nn.Module):
    def __init__(self, classes=1000):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = nn.Sequential(BasicBlock(64, 64), BasicBlock(64, 64))
        self.layer2 = nn.Sequential(BasicBlock(64, 128, 2), BasicBlock(128, 128))
        self.layer3 = nn.Sequential(BasicBlock(128, 256, 2), BasicBlock(256, 256))
        self.layer4 = nn.Sequential(BasicBlock(256, 512, 2), BasicBlock(512, 512))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512, classes)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


model = ResNet()
"""


@dataclass(frozen=True)
class Network:
    """PyTorch code of a network, the shape of one example of its input, and where it is from."""

    text: str
    input_shape: tuple[int, ...]
    source: str


NETWORKS = {
    "Course's MNIST network": Network(
        COURSE,
        (1, 28, 28),
        "The course's sample network for MNIST, which the dropout lab trains.",
    ),
    "Write-up's layer": Network(WRITE_UP, (3, 32, 32), "The one layer of write-up 2.A."),
    "LeNet-5": Network(
        LENET_5,
        (1, 32, 32),
        "Y. LeCun et al., Gradient-based learning applied to document recognition, 1998, in "
        "today's form: plain average pooling, every map of the third layer joined to all six "
        "before it, and a linear output. The original's pooling learns, its third layer is "
        "joined in part, and its output measures distances: 60,000 parameters are trained.",
    ),
    "AlexNet": Network(
        ALEXNET,
        (3, 224, 224),
        "A. Krizhevsky, One weird trick for parallelizing convolutional neural networks, 2014, "
        "as torchvision has it: a single column, so other channels than in 2012.",
    ),
    "VGG-16": Network(
        VGG_16,
        (3, 224, 224),
        "K. Simonyan and A. Zisserman, Very deep convolutional networks for large-scale image "
        "recognition, 2015, configuration D, as torchvision has it.",
    ),
    "ResNet-18": Network(
        RESNET_18,
        (3, 224, 224),
        "K. He et al., Deep residual learning for image recognition, 2016, as torchvision has it. "
        "Each block adds its shortcut to its main path.",
    ),
}
