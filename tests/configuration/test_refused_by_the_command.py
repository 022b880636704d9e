"""What AWS and Databricks refuse, through the command line: exit code 2, one line, nothing printed, no traceback."""

import re
from pathlib import Path

import pytest

from tests.configuration.documents import check, good, put
from tests.configuration.test_what_aws_refuses import BAD, DATABASE

ONE_OF_EACH = {says: (field, value, named) for field, value, named, says in reversed(BAD)}
"""One value for each thing that a refusal says."""


@pytest.mark.parametrize(("says", "case"), ONE_OF_EACH.items(), ids=[says[:60] for says in ONE_OF_EACH])
def test_a_refusal_is_one_line_that_says_how_to_go_on(
    tmp_path: Path, says: str, case: tuple[str, object, str]
) -> None:
    field, value, named = case
    document = good("dev")
    put(document, field, value)
    assert_one_line(document, tmp_path, named, says)


def test_a_class_of_dms_is_refused_by_the_command_too(tmp_path: Path) -> None:
    document = good("dev")
    put(document, f"{DATABASE}.serverless", None)
    put(document, f"{DATABASE}.instance", {"instance_class": "dms.t9.huge"})
    assert_one_line(document, tmp_path, f"{DATABASE}.instance.instance_class", "is no class of AWS DMS")


def assert_one_line(document: object, folder: Path, named: str, says: str) -> None:
    result = check(document, folder)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith(f"dev.{named}: ")]
    assert len(lines) == 1, result.stderr
    assert re.search(re.escape(says) + r".*; given .*; allowed: [^;].*; [a-z]", lines[0]), lines[0]
