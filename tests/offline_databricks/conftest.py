import os
from collections.abc import Callable
from pathlib import Path

import pytest

import offline_databricks
from offline_databricks.cache import Cache
from operations.terraform.binary import find_terraform
from tests.offline_databricks.project import Project


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """A cache that every provider process of the tests shares."""
    made = Cache(tmp_path_factory.mktemp("offline-databricks-cache"))
    made.certificate()
    assert made.schema_message
    return made


@pytest.fixture(scope="session")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return offline_databricks.install(tmp_path_factory.mktemp("offline-databricks-mirror"))


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory, cache: Cache, mirror: Path) -> Project:
    """A project after `terraform init`, of which the others are copies."""
    folder = tmp_path_factory.mktemp("offline-databricks-project")
    project = Project(folder, find_terraform(os.environ, folder / "home"), cache.folder)
    project.write({})
    project.init(mirror)
    return project


@pytest.fixture
def project(initialised: Project, tmp_path: Path) -> Project:
    return initialised.copied(tmp_path / "project")


@pytest.fixture(scope="module")
def new_project(initialised: Project, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Project]:
    return lambda name: initialised.copied(tmp_path_factory.mktemp(name) / "project")
