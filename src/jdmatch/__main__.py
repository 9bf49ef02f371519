"""Run jdmatch as `python -m jdmatch`."""

from jdmatch.cli import main

if __name__ == "__main__":
    main()
