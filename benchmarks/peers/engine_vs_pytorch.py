#!/usr/bin/env python3
"""Time of Gauntlet's gradient engine over that of PyTorch: same weights, same CPU, same run.

Needs target/benchmarks.jar (mvn -pl benchmarks -am package) and Python with torch, onnx and numpy.
Each network is timed in PyTorch and right after that in JMH, so that both meet the same machine.
PyTorch runs as its users run it: inference_mode for the forward pass; for the gradient parameters
frozen, eval mode, torch.autograd.grad of the logits with a given cotangent.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional as F

JAR = pathlib.Path(__file__).resolve().parent.parent / "target" / "benchmarks.jar"


class LeNet(nn.Module):
    def __init__(self, first, second, kernel, hidden):
        super().__init__()
        self.conv1 = nn.Conv2d(1, first, kernel, padding=kernel // 2)
        self.conv2 = nn.Conv2d(first, second, kernel, padding=kernel // 2)
        self.fc1 = nn.Linear(second * 49, hidden)
        self.fc2 = nn.Linear(hidden, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(784, 1024), nn.Linear(1024, 1024), nn.Linear(1024, 10)

    def forward(self, x):
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Sequential()
        if stride > 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.shortcut(x))


class ResNet18(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        inputs = width
        for i in range(4):
            outputs = width << i
            stage = nn.Sequential(
                Block(inputs, outputs, 1 if i == 0 else 2), Block(outputs, outputs, 1))
            setattr(self, f"layer{i + 1}", stage)
            inputs = outputs
        self.fc = nn.Linear(inputs, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


class Separable(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.depthwise = nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False)
        self.bn1 = nn.BatchNorm2d(inputs)
        self.pointwise = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.bn2(self.pointwise(F.relu(self.bn1(self.depthwise(x))))))


class Mobile(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32)
        widths = [32, 64, 128, 128, 256, 256]
        self.blocks = nn.Sequential(
            *(Separable(widths[i], widths[i + 1], 1 + i % 2) for i in range(5)))
        self.fc = nn.Linear(256, 10)

    def forward(self, x):
        return self.fc(self.blocks(F.relu(self.bn1(self.conv1(x)))).mean((2, 3)))


# network: (module, shape of one input, most that forward and gradient may take of PyTorch's time)
NETWORKS = {
    "madry": (lambda: LeNet(32, 64, 5, 1024), (1, 28, 28), 0.5, 0.6),
    "net_b": (lambda: LeNet(16, 32, 5, 128), (1, 28, 28), 0.5, 0.6),
    "lenet5": (lambda: LeNet(32, 64, 3, 200), (1, 28, 28), 0.5, 0.6),
    "resnet18_16": (lambda: ResNet18(16), (3, 32, 32), 0.9, 0.9),
    "resnet18_64": (lambda: ResNet18(64), (3, 32, 32), 0.9, 0.9),
    "mobile": (Mobile, (3, 32, 32), 0.9, 0.9),
    "mlp": (Mlp, (784,), 0.9, 0.9),
}


def load(name, folder):
    weights = {
        t.name: torch.from_numpy(numpy_helper.to_array(t).copy())
        for t in onnx.load(folder / f"{name}.onnx").graph.initializer
    }
    module = NETWORKS[name][0]()
    wanted = {k for k in module.state_dict() if not k.endswith("num_batches_tracked")}
    module.load_state_dict({k: weights[k] for k in wanted}, strict=False)
    module.eval()
    for parameter in module.parameters():
        parameter.requires_grad_(False)
    return module


def sample(run, seconds):
    for _ in range(3):
        run()
    times = []
    end = time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def pytorch(module, x, seconds):
    cotangent = torch.zeros(len(x), 10)
    cotangent[torch.arange(len(x)), torch.arange(len(x)) % 10] = 1

    def forward():
        with torch.inference_mode():
            return module(x)

    def gradient():
        inputs = x.detach().requires_grad_(True)
        return torch.autograd.grad(module(inputs), inputs, cotangent)[0]

    return sample(forward, seconds), sample(gradient, seconds)


def engine(name, batches, threads, seconds, folder):
    report = folder / "jmh.json"
    subprocess.run(
        ["java", "-Xmx2g", "-jar", str(JAR), "GradientBenchmark.engine", "-rf", "json",
         "-rff", str(report), "-p", f"network={name}", "-p", "batch=" + ",".join(map(str, batches)),
         "-p", f"threads={threads}", "-wi", "1", "-w", "1s", "-i", "1", "-r", f"{seconds}s",
         "-v", "SILENT"],
        check=True, stdout=subprocess.DEVNULL)
    times = {}
    for entry in json.loads(report.read_text()):
        batch = int(entry["params"]["batch"])
        kind = entry["benchmark"].rsplit(".", 1)[1]
        times[batch, kind] = entry["primaryMetric"]["scorePercentiles"]
    return times


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("networks", nargs="*", default=list(NETWORKS))
    options.add_argument("--batches", type=int, nargs="+", default=[64, 256])
    options.add_argument("--threads", type=int, nargs="+", default=[1, 0], help="0: all cores")
    options.add_argument("--seconds", type=int, default=3, help="per cell")
    options.add_argument("--fastest", action="store_true",
                         help="compare the fastest runs instead of the medians (busy machine)")
    options = options.parse_args()
    quantile = 0 if options.fastest else 50
    print("| network | batch | threads | pass | engine ms | PyTorch ms | ratio | at most |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        subprocess.run(
            ["java", "-cp", str(JAR), "org.gauntletml.benchmarks.ExportNetworks", scratch],
            check=True, stderr=subprocess.DEVNULL)
        for name in options.networks:
            module = load(name, folder)
            for threads in options.threads:
                torch.set_num_threads(threads or os.cpu_count())
                peer = {}
                for batch in options.batches:
                    x = torch.rand(batch, *NETWORKS[name][1])
                    peer[batch] = pytorch(module, x, options.seconds)
                ours = engine(name, options.batches, threads, options.seconds, folder)
                for batch in options.batches:
                    for i, kind in enumerate(["engineForward", "engineGradient"]):
                        mine = ours[batch, kind][f"{quantile:.1f}"]
                        other = float(np.percentile(peer[batch][i], quantile))
                        print(f"| {name} | {batch} | {threads or 'all'} | {kind[6:].lower()} "
                              f"| {mine:.2f} | {other:.2f} | {mine / other:.2f} "
                              f"| {NETWORKS[name][2 + i]} |", flush=True)


if __name__ == "__main__":
    main()
