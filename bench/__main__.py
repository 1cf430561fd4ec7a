"""`script/bench NAME [--json] [--sizes …]`: one measurement. Each module here with a `main(arguments)` is one."""

import sys
from importlib import import_module
from pathlib import Path


def main() -> int:
    names = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        sys.stderr.write(f"Usage: script/bench NAME [options]; NAME is one of: {', '.join(names)}\n")
        return 2
    done: int = import_module(f"bench.{sys.argv[1]}").main(sys.argv[2:])
    return done


if __name__ == "__main__":
    sys.exit(main())
