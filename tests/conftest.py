"""One synthesis of everything per session, with the bindings that the application itself uses."""

import gc
import signal
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings

import fast_bindings

fast_bindings.install()

# What is collected lives as long as the session: the collector would look through all of it again and again.
gc.disable()

# How long an example takes on a machine that other tests share is no property of the code.
settings.register_profile("anthill", deadline=None)
settings.load_profile("anthill")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell lets its background jobs ignore Ctrl-C, and every process that a test starts would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

from main import build_app  # noqa: E402 - the lazy bindings must be in place first
from tests.support.template import Template  # noqa: E402


# First, for xdist reads the groups in the same hook.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep together what shares a deployment or a module's fixtures when tests run side by side.

    What takes minutes begins first then, or one worker would be left alone with it at the end.
    """
    for item in items:
        # xdist joins the names of several groups to one of its own, which would part what belongs together.
        if item.get_closest_marker("xdist_group"):
            continue
        # The tests of one folder share one deployment of the platform; others have an embedded AWS of their own.
        together = "e2e" if item.path.parent.name == "e2e" else str(item.path)
        item.add_marker(pytest.mark.xdist_group(together))
    if hasattr(config, "workerinput"):
        slow = {item.path for item in items if item.get_closest_marker("e2e")}
        items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """Let the collector work again, on what the tests make."""
    gc.enable()
    gc.freeze()


@pytest.fixture(scope="session")
def synthesised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of one synthesis of every stack."""
    outdir = tmp_path_factory.mktemp("cdktf.out")
    build_app(outdir=str(outdir)).synth()
    return outdir


@pytest.fixture(scope="session")
def stacks(synthesised: Path) -> Mapping[str, Template]:
    """Every synthesised stack by its id."""
    return {
        folder.name: Template.read(synthesised, folder.name)
        for folder in sorted((synthesised / "stacks").iterdir())
    }
