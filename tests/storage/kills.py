"""Kill -9, again and again: `python -m tests.storage.kills 100`, which is `make kill`."""

import os
import subprocess
import sys

ROUNDS_EACH = 10
"""Rounds on one database: each looks at everything that the rounds before it wrote."""


def main(rounds: int) -> int:
    """Run the tests that kill, `rounds` kills each; the exit status of the first that fails."""
    command = [sys.executable, "-m", "pytest", "tests/storage/test_processes.py", "-k", "kill"]
    for done in range(0, rounds, ROUNDS_EACH):
        now = min(ROUNDS_EACH, rounds - done)
        failed = subprocess.call(command, env={**os.environ, "HANDRAIL_KILL_ROUNDS": str(now)})
        if failed:
            return failed
        print(f"{done + now} of {rounds} rounds: nothing lost, nothing torn.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
