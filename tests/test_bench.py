"""Every module of the bench imports, so that a rename in the board cannot break in silence what is run by hand."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_module_of_the_bench_imports():
    modules = sorted(path.stem for path in (ROOT / "bench").glob("[!_]*.py"))
    names = ", ".join(f"bench.{module}" for module in ("ground", *modules))

    ran = subprocess.run([sys.executable, "-c", f"import {names}"], cwd=ROOT, capture_output=True, text=True)

    assert (ran.returncode, ran.stderr) == (0, "")
