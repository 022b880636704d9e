"""A stand-in of the Databricks CLI: writes down what it is asked, and refuses what the real one refuses.

The version against the bundle's constraint: databricks/cli, bundle/config/mutator/verify_cli_version.go. Signing in by
GitHub's token: databricks/databricks-sdk-go, config/experimental/auth/oidc/tokensource.go, and the federation policies
of `anthill-account`, which admit the account's id as audience.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import yaml
from packaging.specifiers import SpecifierSet
from packaging.version import Version


def refuse(text: str) -> NoReturn:
    raise SystemExit(f"Error: {text}")


def check_version(version: str) -> None:
    bundle = yaml.safe_load(Path("databricks.yml").read_text(encoding="utf-8"))["bundle"]
    wanted = bundle.get("databricks_cli_version")
    if wanted and Version(version) not in SpecifierSet(wanted):
        refuse(f"Databricks CLI version constraint not satisfied. Required: {wanted}, current: {version}")


def check_identity() -> None:
    given = {
        name: os.environ.get(f"DATABRICKS_{name}", "")
        for name in ("AUTH_TYPE", "CLIENT_ID", "TOKEN_AUDIENCE")
    }
    if given["AUTH_TYPE"] != "github-oidc" or not os.environ.get("DATABRICKS_HOST"):
        refuse("cannot resolve bundle auth configuration: default auth: cannot configure default credentials")
    # Without a client the account's own federation is asked for, which nothing here sets up.
    try:
        UUID(given["CLIENT_ID"])
    except ValueError:
        refuse(
            "oidc: databricks: token exchange: invalid_client: no federation policy of the account admits the token"
        )
    if given["TOKEN_AUDIENCE"] != os.environ["STUB_DATABRICKS_ACCOUNT"]:
        refuse(
            "oidc: databricks: token exchange: invalid_grant: the audience "
            f"{given['TOKEN_AUDIENCE'] or os.environ['DATABRICKS_HOST'] + '/oidc/v1/token'} is in no federation policy"
        )


def main(version: str, *words: str) -> None:
    if not Path("databricks.yml").is_file():
        refuse("unable to locate bundle root: databricks.yml not found")
    check_version(version)
    check_identity()
    folder, run = Path(os.environ["STUB_FOLDER"]), os.environ["STUB_RUN"]
    asked = " ".join([run, os.environ["DATABRICKS_HOST"], os.environ["DATABRICKS_AUTH_TYPE"], *words])
    with (folder / "databricks").open("a", encoding="utf-8") as file:
        file.write(f"{asked}\n")
    match words[:2]:
        case ("bundle", "plan"):
            print(json.dumps({"plan": run}))
        case ("bundle", "deploy"):
            if json.loads(Path("plan.json").read_text(encoding="utf-8")) != {"plan": run}:
                refuse("the plan was made for another state of the workspace")
            shutil.copyfile("plan.json", folder / "databricks-plan.json")
        case ("bundle", "run") if (folder / "workspace-tests-fail").exists():
            refuse("the run failed")
        case _:
            pass


if __name__ == "__main__":
    main(*sys.argv[1:])
