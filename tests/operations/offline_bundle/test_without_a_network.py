"""`make up` from a bundle, in a network namespace that reaches nothing.

Making a bundle downloads 900 MB, so this runs only for one that is there: ANTHILL_TEST_BUNDLE=FOLDER pytest ...
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from operations.offline_bundle.contents import PROVIDERS
from tests.support.configured_project import ROOT

BUNDLE = os.environ.get("ANTHILL_TEST_BUNDLE", "")

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not BUNDLE, reason="ANTHILL_TEST_BUNDLE names no folder of anthill bundle-offline"),
    pytest.mark.skipif(shutil.which("unshare") is None or os.geteuid() != 0, reason="a namespace takes root"),
]


def test_a_fresh_clone_is_set_up_and_deployed(tmp_path: Path) -> None:
    clone, home = tmp_path / "clone", tmp_path / "home"
    home.mkdir()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    variables = {
        "PATH": f"{Path(sys.base_prefix) / 'bin'}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "HOME": str(home),
        "ANTHILL_BUNDLE": BUNDLE,
        "ANTHILL_PROVIDER_MIRROR": str(Path(BUNDLE) / PROVIDERS),
    }
    typed = "ip link set lo up; ! getent hosts pypi.org && make up; code=$?; make down; exit $code"
    done = subprocess.run(
        ["unshare", "--net", "sh", "-c", typed],
        cwd=clone,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "Apply complete! Resources: " in done.stdout
    assert len((done.stdout + done.stderr).splitlines()) <= 60
