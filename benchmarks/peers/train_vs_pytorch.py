#!/usr/bin/env python3
"""Time of a clean training epoch over that of PyTorch: Adam, same network, same CPU, same run.

Needs target/benchmarks.jar (mvn -pl benchmarks -am package) and Python with torch. Both train on as
many random images, held in memory and shuffled anew for each epoch; neither the start nor the first
two epochs count, and the fastest of the others is compared.
"""
import argparse
import pathlib
import subprocess
import time

import torch
from torch import nn
from torch.nn import functional as F

JAR = pathlib.Path(__file__).resolve().parent.parent / "target" / "benchmarks.jar"


class LeNet(nn.Module):
    shape = 1, 28, 28

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.fc1 = nn.Linear(64 * 49, 200)
        self.fc2 = nn.Linear(200, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential() if stride == 1 and inputs == outputs else nn.Sequential(
            nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class ResNet18(nn.Sequential):
    shape = 3, 32, 32

    def __init__(self):
        layers = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU()]
        width = 64
        for stage in range(4):
            for block in range(2):
                layers.append(Block(width, 64 << stage, 2 if stage > 0 and block == 0 else 1))
                width = 64 << stage
        super().__init__(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 10))


NETWORKS = {"lenet": LeNet, "resnet18": ResNet18}


def pytorch(network, threads, batch, examples, epochs):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network = NETWORKS[network]().train()
    x, y = torch.rand(examples, *network.shape), torch.randint(10, (examples,))
    adam = torch.optim.Adam(network.parameters(), lr=1e-4)
    times = []
    for _ in range(epochs):
        start = time.perf_counter()
        for rows in torch.randperm(examples).split(batch):
            adam.zero_grad()
            F.cross_entropy(network(x[rows]), y[rows]).backward()
            adam.step()
        times.append(time.perf_counter() - start)
    return min(times[2:])


def ours(classpath, network, threads, batch, examples, epochs):
    words = ["java", "-Xmx2g", "-cp", classpath, "org.gauntletml.benchmarks.TrainingEpochs"]
    words += [network] + [str(n) for n in (threads, batch, examples, epochs)]
    out = subprocess.run(
        words, check=True, capture_output=True, text=True).stdout.split("\n")
    times = [float(line) for line in out if line.replace(".", "", 1).isdigit()]
    return min(times[2:])


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--network", choices=NETWORKS, default="lenet")
    options.add_argument("--batches", type=int, nargs="+", default=[50, 64])
    options.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    options.add_argument("--examples", type=int, default=6000)
    options.add_argument("--epochs", type=int, default=5)
    options.add_argument("--classpath", default=str(JAR))
    options = options.parse_args()
    print("| batch | threads | ours s | PyTorch s | ratio | at most |")
    print("|---|---|---|---|---|---|")
    for batch in options.batches:
        for threads in options.threads:
            size = (options.network, threads, batch, options.examples, options.epochs)
            peer, own = pytorch(*size), ours(options.classpath, *size)
            print(f"| {batch} | {threads} | {own:.2f} | {peer:.2f} | {own / peer:.2f} | 1.5 |",
                  flush=True)


if __name__ == "__main__":
    main()
