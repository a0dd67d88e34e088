"""`./bench` runs all of them, `./bench NAME [arguments]` one."""

import importlib
import sys

NAMES = ("engine", "inbox", "desk", "web", "certificate", "messages", "accounts", "payments")


def main() -> int:
    """Hand over to the modules' own `main`, with the arguments that follow the name."""
    name, rest = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
    if name and name not in NAMES:
        print(f"usage: ./bench [{'|'.join(NAMES)}] [arguments]", file=sys.stderr)
        return 2
    for each in [name] if name else NAMES:
        sys.argv = [f"./bench {each}", *rest]
        importlib.import_module(f"benchmarks.{each}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
