"""The entry point of `jdmatch` and of `python -m jdmatch`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line; Ctrl-C ends it without a traceback from its first moment on."""
    # nearly all that a command makes stays to its end: to look through it often takes a fifth of a short one's time
    gc.set_threshold(50_000, 20, 100)
    try:
        # here, since importing it takes long enough to be interrupted
        from jdmatch.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        sys.exit(130)  # as shells count: 128 + SIGINT


if __name__ == "__main__":
    main()
