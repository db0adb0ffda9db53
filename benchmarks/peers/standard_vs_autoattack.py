#!/usr/bin/env python3
"""What --suite standard leaves standing, beside AutoAttack: same weights, same images, example by example.

Needs harness/target/gauntlet.jar (mvn package -DskipTests), ../shared/data beside the checkout, and
Python with torch, onnx, numpy and torchattacks, which has the authors' attacks, with a seed. Their
settings are given here: torchattacks' own AutoAttack takes 10 steps where the authors take 100. The
network is TRADES' MNIST network at Linf 0.3, read from one ONNX file by both. Images are every n-th of
the test set, in chunks; a chunk that is done is kept in --out, so a run that was stopped goes on there.
"""
import argparse
import collections
import csv
import gzip
import json
import pathlib
import subprocess
import time

import numpy as np
import onnx
import torch
import torchattacks
from onnx import numpy_helper
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
NETWORK = SHARED / "models-mnist" / "onnx" / "smallcnn_trades_linf03.onnx"
ATTACKS = "apgd-ce", "apgd-t", "fab-t", "square"
EPSILON = 0.3


def network():
    def relu_conv(*size):
        return nn.Conv2d(*size), nn.ReLU()

    model = nn.Sequential(
        *relu_conv(1, 32, 3), *relu_conv(32, 32, 3), nn.MaxPool2d(2),
        *relu_conv(32, 64, 3), *relu_conv(64, 64, 3), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(1024, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, 10))
    weights = {w.name: torch.tensor(numpy_helper.to_array(w)) for w in onnx.load(NETWORK).graph.initializer}
    layers = [layer for layer in model if isinstance(layer, (nn.Conv2d, nn.Linear))]
    names = [f"conv{i}" for i in (1, 2, 3, 4)] + [f"fc{i}" for i in (1, 2, 3)]
    for layer, name in zip(layers, names, strict=True):
        layer.load_state_dict({part: weights[f"{name}.{part}"] for part in ("weight", "bias")})
    return model.eval().requires_grad_(False)


def mnist(offset, every):
    def bytes_of(name, header):
        with gzip.open(SHARED / "mnist" / name) as file:
            return np.frombuffer(file.read(), np.uint8, offset=header)

    x = bytes_of("t10k-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)
    y = bytes_of("t10k-labels-idx1-ubyte.gz", 8)
    return (x[offset::every] / 255).astype(np.float32), y[offset::every].astype(np.int64)


def reference(model, x, y, seed):
    """Per attack the examples it broke, and its seconds."""
    with torch.inference_mode():
        standing = torch.nonzero(model(x).argmax(1) == y).flatten()
    broken, seconds = {"clean": sorted(set(range(len(y))) - set(standing.tolist()))}, {}
    common = {"eps": EPSILON, "seed": seed}
    suite = (
        torchattacks.APGD(model, steps=100, **common), torchattacks.APGDT(model, steps=100, **common),
        torchattacks.FAB(model, steps=100, multi_targeted=True, **common),
        torchattacks.Square(model, n_queries=5000, resc_schedule=False, **common))
    for name, attack in zip(ATTACKS, suite, strict=True):
        begun = time.monotonic()
        found = attack(x[standing], y[standing])
        seconds[name] = time.monotonic() - begun
        with torch.inference_mode():
            fell = model(found).argmax(1) != y[standing]
        assert (found - x[standing]).abs().max() <= EPSILON + 1e-6 and found.min() >= 0 and found.max() <= 1
        broken[name] = standing[fell].tolist()
        standing = standing[~fell]
    return broken, seconds


def ours(x, y, seed, threads, folder):
    np.savez(folder / "chunk.npz", x=x, y=y)
    subprocess.run(
        ["java", "-jar", ROOT / "harness" / "target" / "gauntlet.jar", "evaluate", "--model", NETWORK,
         "--data", folder / "chunk.npz", "--eps", str(EPSILON), "--suite", "standard", "--no-curve",
         "--seed", str(seed), "--threads", str(threads), "--overwrite", "--out", folder / "report"],
        check=True, capture_output=True)
    broken, seconds = collections.defaultdict(list), {}
    with open(folder / "report" / "examples.csv") as file:
        for row in csv.DictReader(file):
            if row["prediction"] != row["label"]:
                broken["clean"].append(int(row["id"]))
            elif row["success"] == "1":
                broken[row["attack"]].append(int(row["id"]))
    for attack in json.loads((folder / "report" / "report.json").read_text())["attacks"]:
        seconds[attack["name"]] = attack["seconds"]
    broken["clean"] = sorted(set(broken["clean"]))
    return broken, seconds


def summary(chunks):
    """Survivors after each attack, and the examples on which the two disagree in the end."""
    total = sum(chunk["images"] for chunk in chunks)
    print(f"{total} images", *(f"{who:>18}" for who in ("gauntlet", "autoattack")), sep="\t", flush=True)
    left = {"gauntlet": total, "autoattack": total}
    for name in ("clean", *ATTACKS):
        cells = []
        for who in left:
            left[who] -= sum(len(chunk[who]["broken"].get(name, ())) for chunk in chunks)
            spent = sum(chunk[who]["seconds"].get(name, 0) for chunk in chunks)
            cells.append(f"{left[who]:>8} {spent:7.0f} s")
        print(f"{name:8}", *cells, sep="\t")
    fell = {who: {(chunk["first"], n) for chunk in chunks for part in chunk[who]["broken"].values() for n in part}
            for who in left}
    for who, other in (("gauntlet", "autoattack"), ("autoattack", "gauntlet")):
        only = sorted(fell[who] - fell[other])
        print(f"broken by {who} alone: {len(only)}", [first + n for first, n in only])


def main():
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--every", type=int, default=20, help="take every n-th test image")
    parse.add_argument("--from", dest="offset", type=int, default=0, help="the first image taken")
    parse.add_argument("--chunk", type=int, default=100)
    parse.add_argument("--seed", type=int, default=0)
    parse.add_argument("--threads", type=int, default=1)
    parse.add_argument("--out", type=pathlib.Path, default=pathlib.Path("standard-vs-autoattack"))
    options = parse.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    model, (x, y) = network(), mnist(options.offset, options.every)
    chunks = []
    for first in range(0, len(y), options.chunk):
        kept = options.out / f"images-{options.offset}-every-{options.every}-seed-{options.seed}-from-{first}.json"
        if not kept.exists():
            part = slice(first, first + options.chunk)
            answers = {
                "gauntlet": ours(x[part], y[part], options.seed, options.threads, options.out),
                "autoattack": reference(model, torch.tensor(x[part]), torch.tensor(y[part]), options.seed)}
            kept.write_text(json.dumps({"first": first, "images": len(y[part])} | {
                who: {"broken": broken, "seconds": seconds} for who, (broken, seconds) in answers.items()}))
        chunks.append(json.loads(kept.read_text()))
        summary(chunks)


if __name__ == "__main__":
    main()
