"""Makes arrays.npz and the PNG files beside it with NumPy 2.4.6 and Pillow 13.0.0."""

import io
import zipfile

import numpy as np
from PIL import Image

cube = np.arange(24).reshape(2, 3, 4)  # value 12 i + 4 j + k at [i, j, k]
arrays = {
    "u1": (cube.astype("u1"), None),
    "i1": (cube.astype("i1"), None),
    "i2_big_endian": (cube.astype(">i2"), None),
    "i4": (cube.astype("<i4"), (2, 0)),
    "i8": (cube.astype("<i8"), (3, 0)),
    "f4": (cube.astype("<f4"), None),
    "f4_fortran": (np.asfortranarray(cube.astype("<f4")), None),
    "f8_big_endian_fortran": (np.asfortranarray(cube.astype(">f8")), None),
    "i4_column": (np.array([[3], [1], [2]], "<i4"), None),
    "i4_list": (np.array([7, -1, 2147483647], "<i4"), None),
    "f4_special": (np.array([0.1, -0.0, np.nan, np.inf, 1e-45], "<f4"), None),
    "complex": (np.array([1j]), None),
    "one_hot": (np.eye(3, dtype="f4"), None),
}
with zipfile.ZipFile("arrays.npz", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, (array, version) in arrays.items():
        buffer = io.BytesIO()
        np.lib.format.write_array(buffer, array, version)
        entry = zipfile.ZipInfo(name + ".npy")
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, buffer.getvalue())

ramp = np.arange(256, dtype="u1").reshape(16, 16)
Image.fromarray(ramp).save("grey.png")
rgb = np.stack([ramp, 255 - ramp, ramp.T], axis=2)
Image.fromarray(rgb).save("rgb.png")
Image.fromarray(np.dstack([rgb, np.full((16, 16), 255, "u1")])).save("opaque.png")
Image.fromarray(np.dstack([rgb, ramp])).save("transparent.png")
Image.fromarray(ramp).convert("P").save("grey_palette.png")
Image.fromarray((ramp.astype("u2") * 257)).save("grey16.png")
