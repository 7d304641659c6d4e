"""The real command line, run as people run it: a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
PATIENCE = 120


@dataclass
class Cli:
    """`handrail` in an environment of its own, with `home` as the home folder."""

    home: Path
    data: Path
    more: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("HANDRAIL_", "XDG_"))}
        return kept | {
            "HOME": str(self.home),
            "PYTHONPATH": str(ROOT / "src"),
            "HANDRAIL_DATA": str(self.data),
            "COLUMNS": "200",
            "NO_COLOR": "1",
            **self.more,
        }

    def __call__(self, *said: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "handrail", *map(str, said)],
            env=self.environment,
            cwd=self.home,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def json(self, *said: str | Path, fails: bool = False) -> Any:
        """What a command says with --json: exactly one value on stdout, whatever happens."""
        done = self(*said, "--json")
        assert done.returncode == int(fails), done.stderr + done.stdout
        return json.loads(done.stdout)

    @contextmanager
    def serving(self, *said: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
        """A server on a free port: its URL, and its process."""
        server = subprocess.Popen(
            [sys.executable, "-m", "handrail", "serve", "--port", "0", "--json", *said],
            env=self.environment,
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            lines = ""
            assert server.stdout is not None
            for line in server.stdout:
                lines += line
                if line == "}\n":
                    break
            assert lines, server.stderr.read() if server.stderr else ""
            yield json.loads(lines)["url"], server
        finally:
            if server.poll() is None:
                server.terminate()
            server.communicate(timeout=30)
