"""What an image needs made once: the catalogues and the static files. Runs with settings that are thrown away."""

import os
import subprocess
import sys

from ops import messages
from ops.state import GENERATED, PROJECT


def throwaway() -> dict[str, str]:
    """Enough for the settings to load. collectstatic opens neither the database nor the broker."""
    made = {name: make() for name, make in GENERATED.items()}
    return {
        **made,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }


def main() -> int:
    messages.compile_all()
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    return subprocess.run(command, cwd=PROJECT, env={**os.environ, **throwaway()}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
