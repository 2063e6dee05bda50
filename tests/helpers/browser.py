"""Pages as a browser shows them."""

import shutil
import subprocess
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest
from numpy.typing import NDArray

QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def screenshot(page: Path, folder: Path, width: int = 1200, height: int = 3000) -> NDArray[np.float32]:
    """What headless Chromium shows of a page: height x width x 4, from 0 to 1."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("there is no Chromium")
    picture = folder / f"{page.stem}-{width}.png"
    command = [
        program,
        *QUIET,
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={width},{height}",
        f"--screenshot={picture}",
        page.resolve().as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert picture.is_file(), done.stderr
    return matplotlib.image.imread(picture)


def shows(picture: NDArray[np.float32], colour: str) -> int:
    """How many points of a picture have a colour, given as #rrggbb."""
    rgb = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    return int((np.abs(picture[..., :3] - rgb) < 0.02).all(axis=-1).sum())
