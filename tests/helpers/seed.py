"""The seed of what a test does at random."""

import os
import random


def seed() -> int:
    """Another one each time, and printed; SAMEBITS_SEED=N gives an earlier run again."""
    chosen = int(os.environ.get("SAMEBITS_SEED") or random.randrange(10**6))
    print(f"SAMEBITS_SEED={chosen}")
    return chosen
