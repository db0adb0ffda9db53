"""Writes the Keras files of KerasNetworkTest and what Keras answers to them (answers.csv).

Run once with tensorflow-cpu 2.15.1 (Keras 2), and once with Keras 3 (any backend):

    python make_fixtures.py

Weights and inputs come from formulas, so that the test can make the same inputs; answers.csv has a
line "name,value,..." for each file: the outputs for ROWS inputs, one after the other.
"""

import os

import keras
import numpy as np

L = keras.layers
ROWS = 3
VERSION = int(keras.__version__.split(".")[0])


def values(size, seed):
    """In [0, 1)."""
    return (np.arange(size, dtype=np.int64) * 7919 + seed * 104729) % 1009 / 1009


def trained(model):
    """The same model with weights other than those Keras starts from; variances are positive."""
    seed = 0
    for w in model.weights:
        seed += 1
        u = values(int(np.prod(w.shape)), seed).reshape(w.shape)
        path = w.path if VERSION > 2 else w.name
        fan = max(1, int(np.prod(w.shape[:-1])))
        if "variance" in path or "gamma" in path:
            w.assign((0.5 + u).astype("float32"))
        else:
            w.assign(((u - 0.5) * 3 / np.sqrt(fan)).astype("float32"))
    return model


def sequential():
    return keras.Sequential(
        [
            L.Input((8, 6, 3)),
            L.Conv2D(4, 3, padding="same", strides=2, activation="relu"),
            L.BatchNormalization(epsilon=1e-2),
            L.Activation("elu"),
            L.MaxPooling2D((2, 1)),
            L.Dropout(0.4),
            L.Conv2D(5, (2, 3), use_bias=False),
            L.Flatten(),
            L.Dense(7, activation="tanh"),
            L.Dense(4, activation="softmax"),
        ],
        name="plain",
    )


def functional():
    x = L.Input((9, 8, 2), name="image")
    a = L.Conv2D(4, 3, padding="same", name="a")(x)
    b = L.BatchNormalization(name="b")(a)
    c = L.Activation("relu", name="c")(b)
    d = L.Conv2D(4, 3, padding="same", dilation_rate=2, name="d")(c)
    e = L.Add(name="e")([a, d])
    f = L.ZeroPadding2D(((1, 0), (2, 1)), name="f")(e)
    g = L.AveragePooling2D(3, strides=2, padding="same", name="g")(f)
    h = L.MaxPooling2D(3, strides=2, padding="same", name="h")(f)
    i = L.Concatenate(name="i")([g, h])
    j = L.LeakyReLU(name="j")(i)
    k = L.GlobalAveragePooling2D(name="k")(j)
    m = L.Dense(3, name="m")(k)
    return keras.Model(x, L.Softmax(name="n")(m), name="branching")


def separable():
    x = L.Input((9, 8, 3), name="image")
    y = L.SeparableConv2D(5, 3, padding="same", depth_multiplier=2, name="a")(x)
    y = L.ReLU(max_value=0.8, negative_slope=0.2, name="b")(y)
    y = L.BatchNormalization(scale=False, name="d")(y)
    y = L.Cropping2D(((1, 0), (0, 1)), name="e")(y)
    y = L.GlobalMaxPooling2D(name="f")(y)
    return keras.Model(x, L.Dense(3, activation="softmax", name="g")(y), name="separating")


def rows():
    return keras.Sequential(
        [
            L.Input((6,)),
            L.Dense(8, activation="sigmoid"),
            L.BatchNormalization(),
            L.Dense(5, activation="softplus"),
            L.Dense(5, activation="selu"),
            L.ELU(alpha=0.7),
            L.Dense(1, activation="sigmoid"),
        ],
        name="tabular",
    )


def flattened():
    x = L.Input((4, 5, 2), name="image")
    return keras.Model(x, L.Dense(3, name="b")(L.Flatten(name="a")(x)), name="flattening")


def transposed():
    x = L.Input((5, 4, 2), name="image")
    y = L.Conv2DTranspose(3, 3, strides=2, padding="same", name="a")(x)
    y = L.Flatten(name="b")(y)
    return keras.Model(x, L.Dense(3, activation="softmax", name="c")(y), name="transposing")


def series():
    return keras.Sequential(
        [
            L.Input((10, 3)),
            L.Conv1D(4, 3, activation="relu"),
            L.MaxPooling1D(2),
            L.GlobalMaxPooling1D(),
            L.Dense(3, activation="softmax"),
        ],
        name="convolving_series",
    )


def recurrent():
    return keras.Sequential(
        [L.Input((5, 3)), L.LSTM(4), L.Dense(3, activation="softmax")], name="recurrent"
    )


MAKERS = [sequential, functional, separable, rows, flattened, transposed, series, recurrent]

answers = {}
if os.path.exists("answers.csv"):
    with open("answers.csv") as f:
        answers = dict(line.strip().split(",", 1) for line in f)
for make in MAKERS:
    keras.backend.clear_session()
    model = trained(make())
    name = f"{make.__name__}-keras{VERSION}.h5"
    shape = (ROWS,) + tuple(model.input_shape[1:])
    x = values(int(np.prod(shape)), 0).reshape(shape).astype("float32")
    out = np.asarray(model(x, training=False))
    model.save(name)
    answers[name] = ",".join(repr(float(v)) for v in out.ravel())
    print(name, out[0], os.path.getsize(name))
with open("answers.csv", "w") as f:
    for name in sorted(answers):
        f.write(f"{name},{answers[name]}\n")
