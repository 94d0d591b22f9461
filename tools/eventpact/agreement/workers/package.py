"""Reads request bodies, one a line; prints 1 for each that the generated package takes, else 0. Run as a script."""

import importlib
import sys


def main() -> None:
    """Judge every line of stdin with ``parse_batch`` of the package that is named; it lies in the working directory."""
    sys.path[0] = "."
    parse_batch = importlib.import_module(sys.argv[1]).parse_batch
    answers = []
    for line in sys.stdin.buffer.read().split(b"\n")[:-1]:
        try:
            parse_batch(line)
        except ValueError:
            answers.append("0")
        else:
            answers.append("1")
    sys.stdout.write("\n".join(answers) + "\n")


if __name__ == "__main__":
    main()
