"""`python -m pishkhan VERB`: the commands of an installation, with dashes."""

from __future__ import annotations

import os
import sys


def main() -> None:
    production = {"SECRET_KEY", "SECRET_KEY_FILE"} & os.environ.keys()
    # With production's secrets around, demo keys must not seal anything.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"config.settings.{'production' if production else 'demo'}")
    from django.core.management import execute_from_command_line

    arguments = sys.argv[1:]
    if arguments:
        arguments[0] = arguments[0].replace("-", "_") if not arguments[0].startswith("-") else arguments[0]
    execute_from_command_line(["pishkhan", *arguments])


if __name__ == "__main__":
    main()
