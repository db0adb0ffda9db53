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

from networks import LeNet, Mlp, Mobile, ResNet18

JAR = pathlib.Path(__file__).resolve().parent.parent / "target" / "benchmarks.jar"

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
