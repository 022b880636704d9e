"""`stage`, between test and prod, added to a copy of the configuration as docs/how-to/add-an-environment.md says."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _changed(file: Path, *changes: tuple[str, str]) -> str:
    text = file.read_text()
    for old, new in changes:
        assert old in text, f"{file.name}: {old}"
        text = text.replace(old, new)
    return text


def with_stage(folder: Path, *, prod_follows: str) -> Path:
    """Copy the configuration into a folder, which Python is to find it in first; return that."""
    copy = folder / "environments"
    shutil.copytree(ROOT / "environments", copy, ignore=shutil.ignore_patterns("__pycache__"))
    changes: dict[str, tuple[tuple[str, str], ...]] = {
        "account.py": (('    PROD = "prod"', '    STAGE = "stage"\n    PROD = "prod"'),),
        "catalogue.py": (
            ("dev, local, prod, test", "dev, local, prod, stage, test"),
            ("test.CONFIG, ", "test.CONFIG, stage.CONFIG, "),
        ),
        "databricks_account.py": (
            (
                "EnvironmentName.TEST, EnvironmentName.PROD)",
                "EnvironmentName.TEST, EnvironmentName.STAGE, EnvironmentName.PROD)",
            ),
            (
                "        BudgetConfig(environment=EnvironmentName.PROD",
                "        BudgetConfig(environment=EnvironmentName.STAGE, monthly_usd=1000),\n"
                "        BudgetConfig(environment=EnvironmentName.PROD",
            ),
        ),
        "prod.py": (("follows=EnvironmentName.TEST", f"follows=EnvironmentName.{prod_follows.upper()}"),),
    }
    stage = _changed(
        copy / "test.py",
        ("name=EnvironmentName.TEST", "name=EnvironmentName.STAGE"),
        ("follows=EnvironmentName.DEV", "follows=EnvironmentName.TEST"),
        ("222222222222", "444444444444"),
        ("10.20.0.0/16", "10.50.0.0/16"),
        ("0000000000e", "0000000000c"),
    )
    # Nothing of it is registered before it was deployed once.
    stage = re.sub(
        r"registration=RegistrationConfig\(.*?\n {8}\),",
        "registration=RegistrationConfig(),",
        stage,
        flags=re.DOTALL,
    ).replace("RegisteredParts, RegistrationConfig, WorkspaceHandle", "RegistrationConfig")
    for name, pairs in changes.items():
        (copy / name).write_text(_changed(copy / name, *pairs))
    (copy / "stage.py").write_text(stage)
    return folder
