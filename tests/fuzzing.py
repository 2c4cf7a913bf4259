"""How many examples a fuzz draws. FUZZ_EXAMPLES=500 in the environment makes every one of them as deep as that."""

import os


def examples(usual: int) -> int:
    return int(os.environ.get("FUZZ_EXAMPLES") or usual)
