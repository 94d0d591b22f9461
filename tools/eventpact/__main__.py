"""``python -m eventpact`` is the command ``eventpact``."""

from eventpact.cli import main

if __name__ == "__main__":
    main()
