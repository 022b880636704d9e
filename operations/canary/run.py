"""A whole canary: installed, copied, renamed, synthesised, compared, judged by schemas."""

import sys
from pathlib import Path

from operations.canary.comparison import compare
from operations.canary.copies import copy_files, tracked_files
from operations.canary.explanations import judge, read_explanations
from operations.canary.pins import installed_bindings, judge_pins
from operations.canary.renamed_tree import rename_tree
from operations.canary.report import CanaryReport
from operations.canary.synthesis import sides, synthesise_sides
from operations.canary.versions import CDK_TERRAIN, locked_versions
from operations.common.locked_environment import packages_of
from operations.common.text_output import Say


def run(root: Path, folder: Path, say: Say) -> CanaryReport:
    """Return the report of a project; its two copies are left in `folder`.

    Raises InputError for a wrong file of explanations, and OperationError if anything cannot be installed,
    renamed or synthesised.
    """
    explanations = read_explanations(root)
    files = tracked_files(root)
    say("installing CDK Terrain as canary/uv.lock says ...")
    python = CDK_TERRAIN.install(root)
    before = copy_files(root, files, folder / "cdktf")
    after = copy_files(root, files, folder / "cdktn")
    renamed = rename_tree(after, files)
    say(f"synthesising twice, with {renamed.names} names renamed in one copy ...")
    outputs = synthesise_sides(sides(before, after, python))
    comparison = compare(*outputs)
    bindings = installed_bindings(map(packages_of, (Path(sys.executable), python)))
    return CanaryReport(
        versions=locked_versions(root),
        renamed=renamed,
        comparison=comparison,
        verdict=judge(comparison.differences, explanations),
        pins=judge_pins(outputs[0], bindings),
    )
