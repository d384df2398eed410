"""bin/setup finds its way on machines that are not as they should be.

Each test runs the real script in a small checkout of its own, with an empty HOME and a PATH on which `uv` only notes
what it was asked to do: what is fetched from where is not what these promises are about.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
UV = """#!/bin/sh
echo "uv $*" >> "$NOTES"
case "$*" in
    --version) echo "uv 0.0" ;;
    venv*) for last; do :; done; "$REAL_PYTHON" -m venv --without-pip "$last" ;;
    *sync*) exit "${SYNC_ENDS:-0}" ;;
esac
"""
BROKEN_SHIM = '#!/bin/sh\necho "pyenv: $0: command not found" >&2\nexit 127\n'


class Machine:
    """A checkout with only what bin/setup reads, on a machine with these programs first on its PATH."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "a checkout"
        self.programs = folder / "programs"
        self.home = folder / "home"
        self.notes = folder / "notes"
        for one in (self.checkout / "bin", self.programs, self.home):
            one.mkdir(parents=True)
        shutil.copy(ROOT / "bin/setup", self.checkout / "bin/setup")
        for lock in ("requirements.lock", "requirements-dev.lock"):
            (self.checkout / lock).write_text("one==1.0 \\\n    --hash=sha256:0\n")

    def has(self, name: str, text: str) -> None:
        """Put a program on this machine's PATH."""
        path = self.programs / name
        path.write_text(text)
        path.chmod(0o755)

    def setup(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run bin/setup."""
        given = {
            "HOME": str(self.home),
            "PATH": f"{self.programs}:/usr/bin:/bin",
            "NOTES": str(self.notes),
            "REAL_PYTHON": getattr(sys, "_base_executable", sys.executable),
        }
        command = ["/bin/sh", "bin/setup", *arguments]
        return subprocess.run(
            command, cwd=self.checkout, env=given | environment, capture_output=True, text=True, timeout=120
        )

    def asked(self) -> list[str]:
        """What uv was asked to do, apart from being asked whether it is there."""
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        return [line for line in lines if line != "uv --version"]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine whose only working Python is called `python3.12`, with uv."""
    machine = Machine(tmp_path)
    machine.has("uv", UV)
    machine.has("python3.12", f'#!/bin/sh\nexec "{getattr(sys, "_base_executable", sys.executable)}" "$@"\n')
    return machine


def test_it_leaves_an_environment_with_exactly_what_the_lock_names(machine):
    done = machine.setup()

    assert done.returncode == 0, done.stderr
    assert machine.asked()[-1] == "uv pip sync --python .venv/bin/python --require-hashes requirements.lock"
    assert "Setting up .venv: 1 packages of requirements.lock" in done.stderr
    assert (machine.checkout / ".venv/bin/python").exists()


def test_a_second_run_does_nothing_and_says_nothing(machine):
    machine.setup()
    before = machine.asked()

    done = machine.setup()

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.asked() == before


def test_a_changed_lock_is_installed(machine):
    machine.setup()
    (machine.checkout / "requirements.lock").write_text("one==1.1 \\\n    --hash=sha256:1\n")

    machine.setup()

    assert len([line for line in machine.asked() if "sync" in line]) == 2


def test_packages_for_tests_stay_once_they_are_there(machine):
    machine.setup("--dev")

    done = machine.setup()

    assert (done.returncode, done.stderr) == (0, "")
    assert machine.asked()[-1].endswith("requirements-dev.lock")


def test_it_passes_over_shims_that_lead_nowhere(machine):
    for name in ("python3.13", "python3.14", "python3", "python"):
        machine.has(name, BROKEN_SHIM)

    done = machine.setup()

    assert done.returncode == 0, done.stderr
    assert str(machine.programs) not in machine.asked()[0]


def test_it_finds_a_python_in_pyenvs_folder(machine):
    (machine.programs / "python3.12").unlink()
    for name in ("python3.13", "python3.14", "python3.12", "python3", "python"):
        machine.has(name, BROKEN_SHIM)
    there = machine.home / ".pyenv/versions/3.13.99/bin"
    there.mkdir(parents=True)
    (there / "python3").symlink_to(getattr(sys, "_base_executable", sys.executable))

    done = machine.setup(PYENV_ROOT=str(machine.home / ".pyenv"))

    assert done.returncode == 0, done.stderr
    assert "--python" in machine.asked()[0]


def test_an_environment_that_is_broken_is_made_again(machine):
    machine.setup()
    python = machine.checkout / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/nowhere/python")

    done = machine.setup()

    assert done.returncode == 0, done.stderr
    assert subprocess.run([python, "-c", "pass"], check=False).returncode == 0


def test_a_failed_installation_is_not_taken_for_a_finished_one(machine):
    failed = machine.setup(SYNC_ENDS="1", PIP_NO_INDEX="1")
    again = machine.setup()

    assert failed.returncode == 1
    assert "could not be installed" in failed.stderr
    assert again.returncode == 0, again.stderr


def test_a_lock_left_by_a_run_that_was_killed_is_taken_away(machine):
    busy = machine.checkout / ".tools/busy"
    busy.mkdir(parents=True)
    (busy / "pid").write_text("99999999")

    done = machine.setup()

    assert done.returncode == 0, done.stderr
    assert not busy.exists()


def test_two_at_once_install_once(machine):
    environment = {**os.environ, "HOME": str(machine.home), "PATH": f"{machine.programs}:/usr/bin:/bin"}
    environment |= {"NOTES": str(machine.notes), "REAL_PYTHON": getattr(sys, "_base_executable", sys.executable)}
    command = ["/bin/sh", "bin/setup"]
    both = [subprocess.Popen(command, cwd=machine.checkout, env=environment, stderr=subprocess.PIPE) for _ in range(2)]

    assert [one.wait(120) for one in both] == [0, 0]
    assert len([line for line in machine.asked() if "sync" in line]) == 1
    for one in both:
        one.stderr.close()


def test_it_says_how_it_is_used(machine):
    done = machine.setup("--help")

    assert (done.returncode, done.stderr) == (1, "bin/setup: usage: bin/setup [--dev]\n")


@pytest.fixture
def without_a_browser(machine: Machine) -> Machine:
    """A machine on which bin/test finds no Chromium, and whose Python only says what it was asked to run."""
    shutil.copy(ROOT / "bin/test", machine.checkout / "bin/test")
    tools = machine.checkout / ".venv/bin"
    tools.mkdir(parents=True)
    python = '#!/bin/sh\n[ "$1" = -m ] || exit 1\necho "ran $*, CHROMIUM=$CHROMIUM"\n'
    for path, text in ((machine.checkout / "bin/setup", "#!/bin/sh\n"), (tools / "python", python)):
        path.write_text(text)
        path.chmod(0o755)
    machine.has("id", "#!/bin/sh\necho 1000\n")
    machine.has("dirname", '#!/bin/sh\necho "${1%/*}"\n')
    machine.has("grep", "#!/bin/sh\nexit 1\n")
    return machine


def tested(machine: Machine) -> subprocess.CompletedProcess[str]:
    """Run bin/test with nothing on the PATH but what this machine was given."""
    command = [shutil.which("sh") or "/bin/sh", "bin/test", "tests/board"]
    environment = {"HOME": str(machine.home), "PATH": str(machine.programs)}
    return subprocess.run(command, cwd=machine.checkout, env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    ("program", "command"),
    [
        ("apt-get", "sudo apt-get install -y chromium (or Playwright's own download"),
        ("dnf", "sudo dnf install -y chromium (or Playwright's own download"),
        ("brew", "brew install --cask google-chrome (or Playwright's own download"),
        ("nothing", ".venv/bin/playwright install chromium"),
    ],
)
def test_where_no_browser_is_found_one_line_says_how_to_get_one(without_a_browser, program, command):
    without_a_browser.has(program, "#!/bin/sh\nexit 1\n")

    done = tested(without_a_browser)

    assert (done.returncode, done.stdout) == (0, "ran -m pytest tests/board, CHROMIUM=\n")
    assert done.stderr.startswith(f"No Chromium found, so the browser tests are skipped. To get one: {command}")
    assert done.stderr.count("\n") == 1


def test_on_ubuntu_whose_chromium_is_a_snap_playwrights_is_offered(without_a_browser):
    without_a_browser.has("apt-get", "#!/bin/sh\nexit 1\n")
    without_a_browser.has("grep", "#!/bin/sh\nexit 0\n")

    assert tested(without_a_browser).stderr.endswith("To get one: .venv/bin/playwright install --with-deps chromium\n")


def test_a_browser_that_playwright_downloaded_is_found(without_a_browser):
    browser = without_a_browser.programs / "downloaded"
    without_a_browser.has("downloaded", "#!/bin/sh\n")
    python = without_a_browser.checkout / ".venv/bin/python"
    python.write_text(python.read_text().replace("|| exit 1", f"|| {{ echo '{browser}'; exit; }}"))

    done = tested(without_a_browser)

    assert (done.stdout, done.stderr) == (f"ran -m pytest tests/board, CHROMIUM={browser}\n", "")


@pytest.mark.parametrize("script", ["bin/setup", "bin/demo", "bin/test", ".ci/run"])
def test_every_script_is_for_any_posix_shell(script):
    shell = shutil.which("dash") or "/bin/sh"

    assert subprocess.run([shell, "-n", ROOT / script], capture_output=True, check=False).returncode == 0
    assert os.access(ROOT / script, os.X_OK)
    assert (ROOT / script).read_text().startswith("#!/bin/sh\n")
