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
from torch.nn import functional as F

from networks import LeNet, ResNet18

JAR = pathlib.Path(__file__).resolve().parent.parent / "target" / "benchmarks.jar"

# network: (module, shape of one input)
NETWORKS = {
    "lenet": (lambda: LeNet(32, 64, 3, 200), (1, 28, 28)),
    "resnet18": (lambda: ResNet18(64), (3, 32, 32)),
}


def pytorch(network, threads, batch, examples, epochs):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    module, shape = NETWORKS[network]
    network = module().train()
    x, y = torch.rand(examples, *shape), torch.randint(10, (examples,))
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
