"""How the stand-in is installed, started and ended."""

import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import offline_databricks
from offline_databricks.cache import CACHE_VARIABLE, Cache, cache_folder
from offline_databricks.certificate import certificate
from offline_databricks.plugin import COOKIE

LAUNCHER = """\
#!/bin/sh
# Its bytes are the same on every machine, and so is the hash that Terraform takes of it.
exec "${ANTHILL_OFFLINE_DATABRICKS_PYTHON:?set it to the Python that has the package offline_databricks}" \
-I -m offline_databricks "$@"
"""


def launcher(mirror: Path) -> Path:
    (found,) = mirror.rglob("terraform-provider-databricks_v*")
    return found


def test_the_launcher_is_the_same_everywhere(mirror: Path):
    assert launcher(mirror).read_text() == LAUNCHER
    platform = f"{sys.platform}_"
    assert launcher(mirror).parent.parent == mirror / offline_databricks.SOURCE / offline_databricks.VERSION
    assert launcher(mirror).parent.name.startswith(platform)
    assert os.access(launcher(mirror), os.X_OK)


def test_a_second_installation_changes_nothing(tmp_path: Path):
    file = launcher(offline_databricks.install(tmp_path))
    before = file.stat()
    assert offline_databricks.install(tmp_path) == tmp_path
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    file.write_text("spoilt")
    assert launcher(offline_databricks.install(tmp_path)).read_text() == LAUNCHER


def test_the_launcher_says_what_it_needs(mirror: Path):
    done = subprocess.run([launcher(mirror)], env={}, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "set it to the Python that has the package offline_databricks" in done.stderr


def variables(cache: Cache, folder: Path) -> dict[str, str]:
    asked = offline_databricks.environment(mode="apply", store=folder / "store", cache=cache.folder)
    return {"PATH": os.environ["PATH"], "TMPDIR": str(folder), **asked}


@contextmanager
def started(
    mirror: Path, cache: Cache, folder: Path
) -> Generator[tuple[subprocess.Popen[str], str], None, None]:
    environment = variables(cache, folder) | {COOKIE[0]: COOKIE[1], "PLUGIN_PROTOCOL_VERSIONS": "5,6"}
    # Started elsewhere than in the project: the package must be found all the same.
    with subprocess.Popen(
        [launcher(mirror)], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


def test_handshake_and_a_clean_end(mirror: Path, cache: Cache, tmp_path: Path):
    with started(mirror, cache, tmp_path) as (process, said):
        core, protocol, network, address, kind, own = said.strip().split("|")
        assert (core, protocol, network, kind) == ("1", "6", "unix", "grpc")
        base64.b64decode(own + "=" * (-len(own) % 4), validate=True)
        assert Path(address).is_socket()
        process.send_signal(signal.SIGINT)  # Ctrl-C is Terraform's to handle
        time.sleep(0.2)
        assert process.poll() is None
        process.terminate()
        assert process.wait(timeout=10) == 0
        assert not Path(address).parent.exists()


def test_it_ends_with_the_terraform_that_started_it(mirror: Path, cache: Cache, tmp_path: Path):
    environment = variables(cache, tmp_path) | {COOKIE[0]: COOKIE[1]}
    command = ["sh", "-c", '"$0" & wait', launcher(mirror)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        socket = Path(parent.stdout.readline().split("|")[3])
        assert socket.is_socket()
        parent.kill()
        deadline = time.monotonic() + 10
        while socket.parent.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not socket.parent.exists()


def test_start_up_is_short(mirror: Path, cache: Cache, tmp_path: Path):
    def measured() -> float:
        begun = time.perf_counter()
        with started(mirror, cache, tmp_path) as (_, said):
            assert said
            return time.perf_counter() - begun

    def bare() -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        return time.perf_counter() - begun

    # Against Python alone, since other tests have the processors too: 0.5 s where Python takes 26 ms.
    best, python = min(measured() for _ in range(5)), min(bare() for _ in range(5))
    print(f"start-up to handshake: {best:.3f} s, Python alone: {python:.3f} s")
    assert best < 19 * python


def test_by_hand_it_says_what_it_is(cache: Cache, tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "offline_databricks"],
        env=variables(cache, tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "The offline stand-in for registry.terraform.io/databricks/databricks" in done.stderr


def test_the_certificate_is_kept_until_it_expires(tmp_path: Path):
    file = tmp_path / "certificate.json"
    first = certificate(file)
    assert certificate(file) == first
    assert file.stat().st_mode & 0o077 == 0
    file.write_text(file.read_text().replace(str(first.expires.year), "2001"))
    assert certificate(file) != first
    file.write_text("spoilt")
    assert certificate(file).certificate != first.certificate


def test_where_the_cache_is(tmp_path: Path):
    assert cache_folder({CACHE_VARIABLE: str(tmp_path)}) == tmp_path
    assert cache_folder({"XDG_CACHE_HOME": "/x", "HOME": "/h"}) == Path("/x/anthill/offline-databricks")
    assert cache_folder({"HOME": "/h"}) == Path("/h/.cache/anthill/offline-databricks")
    assert cache_folder({}).is_absolute()
