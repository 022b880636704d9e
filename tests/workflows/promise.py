"""What is promised of delivery, as data: which job keeps it, by which command, and which test runs that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PAGE: Final = "docs/reference/ci.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A promise.

    Attributes:
        says: what is promised.
        jobs: the jobs that keep it, as `file:job` of `.github/workflows`.
        commands: what they run: commands of `anthill`, verbs of make, or words of a job's steps.
        tests: what executes the jobs or their commands, as `file::function`.
        page: where it is explained, below `docs`, with the heading.
    """

    says: str
    jobs: tuple[str, ...]
    commands: tuple[str, ...]
    tests: tuple[str, ...]
    page: str


PROMISES: Final = (
    Promise(
        says="Terraform goes to dev, test and prod, each time on an approved pull request only, and to the Databricks "
        "account as prod approves",
        jobs=(
            "plan.yml:configuration",
            "plan.yml:release",
            "plan.yml:plan",
            "plan.yml:review",
            "deploy.yml:subject",
            "deploy.yml:stage",
            "_stage.yml:deploy",
            "registration.yml:release",
            "registration.yml:plan",
            "registration.yml:apply",
        ),
        commands=(
            "anthill pipeline subject",
            "anthill pipeline planned",
            "anthill pipeline tried",
            "anthill release build",
            "anthill deploy plan",
            "anthill deploy comment",
            "anthill deploy approval",
            "anthill deploy apply",
            "anthill pipeline registration",
            "anthill deploy granted",
        ),
        tests=(
            "tests/workflows/test_promotion.py::test_a_release_goes_to_test_and_prod_as_it_was_tried_in_dev",
            "tests/workflows/test_promotion.py::test_what_changed_outside_between_plan_and_apply_stops_it",
            "tests/workflows/test_promotion.py::test_approvals_that_do_not_count_get_no_role",
            "tests/workflows/test_promotion.py::"
            "test_a_plan_that_was_exchanged_is_refused_and_the_reviewed_one_applied_once",
            "tests/workflows/test_promotion.py::test_a_commit_that_no_pull_request_brought_is_refused",
            "tests/workflows/test_recovery.py::test_data_is_lost_only_by_consent_label_and_two_approvals",
            "tests/workflows/test_registration.py::test_a_run_that_nobody_approved_gets_no_role",
            "tests/workflows/test_registration.py::"
            "test_a_plan_that_was_approved_is_applied_only_if_that_was_approved_too",
            "tests/workflows/test_registration.py::"
            "test_a_granted_run_plans_and_applies_beside_the_state_of_the_account",
            "tests/operations/delivery/test_grant.py::test_each_lack_is_refused_in_its_own_words",
        ),
        page="deploying.md#from-a-commit-to-an-environment",
    ),
    Promise(
        says="The code on Databricks follows its environment, by the same approval",
        jobs=("deploy.yml:databricks", "databricks.yml:bundle"),
        commands=("anthill lakehouse variables", "databricks bundle deploy"),
        tests=(
            "tests/workflows/test_promotion.py::"
            "test_what_fails_in_test_or_was_never_there_does_not_reach_prod",
            "tests/workflows/test_promotion.py::"
            "test_a_plan_that_was_exchanged_is_refused_and_the_reviewed_one_applied_once",
            "lakehouse/tests/test_bundle_definitions.py::test_what_goes_to_prod_is_what_was_tested",
        ),
        page="ci.md#how-delivery-works",
    ),
    Promise(
        says="Integration tests run in Test",
        jobs=("_stage.yml:deploy", "databricks.yml:bundle"),
        commands=("anthill pipeline smoke", "databricks bundle run"),
        tests=(
            "tests/workflows/test_recovery.py::"
            "test_a_failed_smoke_test_goes_back_by_itself_and_is_told_until_it_is_over",
            "tests/workflows/test_promotion.py::"
            "test_what_fails_in_test_or_was_never_there_does_not_reach_prod",
            "lakehouse/tests/workspace/test_workspace_lakehouse.py::test_every_check_holds",
        ),
        page="ci.md#how-delivery-works",
    ),
    Promise(
        says="Unit tests run in Test, and on every pull request before",
        jobs=("ci.yml:check", "databricks.yml:bundle"),
        commands=("make test", ".ci/run", "databricks bundle run"),
        tests=(
            "tests/workflows/test_promotion.py::"
            "test_what_fails_in_test_or_was_never_there_does_not_reach_prod",
            "lakehouse/tests/test_bundle_definitions.py::test_files_that_are_run_are_there_and_uploaded",
        ),
        page="contributing.md#checks",
    ),
    Promise(
        says="Style, types, imports, configuration and workflows are checked without running them",
        jobs=("ci.yml:check", "security.yml:workflows"),
        commands=("make lint", "make types", "scripts/lint-workflows"),
        tests=(
            "tests/workflows/test_security.py::test_what_is_clean_passes_every_job_and_leaves_no_alert",
            "tests/workflows/test_yaml.py::test_every_action_is_pinned_to_a_commit_with_its_version_beside",
        ),
        page="contributing.md#checks",
    ),
    Promise(
        says="Configuration and dependencies are scanned for weaknesses",
        jobs=(
            "security.yml:configuration",
            "security.yml:dependencies",
            "security.yml:secrets",
            "security.yml:workflows",
            "security.yml:alerts",
        ),
        commands=("anthill scan", "anthill audit", "anthill secrets", "scripts/bill-of-materials"),
        tests=(
            "tests/workflows/test_security.py::test_what_is_clean_passes_every_job_and_leaves_no_alert",
            "tests/workflows/test_security.py::"
            "test_what_is_not_stops_its_job_and_becomes_an_alert_at_its_line",
            "tests/policy/test_waivers.py::test_checkov_really_finds_and_names_the_address",
        ),
        page="security-scanning.md#security-scanning",
    ),
    Promise(
        says="A tag delivers the package: built twice the same, attested, published once",
        jobs=("release.yml:package",),
        commands=("scripts/package", "uv publish"),
        tests=(
            "tests/workflows/test_packages.py::"
            "test_what_was_attested_is_published_and_a_second_run_publishes_nothing",
            "tests/workflows/test_packages.py::test_other_content_under_a_published_version_is_refused",
            "tests/workflows/test_packages.py::test_a_tag_of_another_version_attests_and_publishes_nothing",
            "tests/workflows/test_packages.py::test_without_the_identity_of_the_job_nothing_is_sent",
            "tests/workflows/test_packages.py::test_an_index_without_trust_takes_its_token_and_no_other",
        ),
        page="ci.md#packages",
    ),
    Promise(
        says="Documentation is built strictly on pull requests and published from main",
        jobs=("docs.yml:build", "docs.yml:publish"),
        commands=("make docs",),
        tests=(
            "tests/workflows/test_docs.py::test_a_pull_request_is_built_and_publishes_nothing",
            "tests/workflows/test_docs.py::test_a_broken_link_fails_the_pull_request",
            "tests/workflows/test_docs.py::test_main_publishes_what_was_built",
        ),
        page="ci.md#documentation",
    ),
    Promise(
        says="Failures are told once, and so is their end",
        jobs=("notify.yml:notify", "drift.yml:told", "_stage.yml:deploy"),
        commands=("anthill notify",),
        tests=(
            "tests/workflows/test_recovery.py::"
            "test_a_failed_smoke_test_goes_back_by_itself_and_is_told_until_it_is_over",
            "tests/workflows/test_recovery.py::"
            "test_drift_has_one_issue_which_is_opened_changed_and_closed_and_is_told_once",
            "tests/operations/notify/test_notify.py::"
            "test_a_failure_reaches_a_queue_through_sns_once_and_so_does_its_end",
        ),
        page="deploying.md#notifications",
    ),
    Promise(
        says="The configuration of every environment is validated before anything else",
        jobs=("plan.yml:configuration", "deploy.yml:subject", "ci.yml:check"),
        commands=("anthill config check",),
        tests=(
            "tests/workflows/test_promotion.py::test_a_release_goes_to_test_and_prod_as_it_was_tried_in_dev",
            "tests/configuration/test_config_command.py::test_the_configured_environments_are_valid",
        ),
        page="contributing.md#where-code-goes",
    ),
    Promise(
        says="An earlier release, and an earlier state, can be put back",
        jobs=("rollback.yml:rollback", "_stage.yml:rollback", "_stage.yml:deploy"),
        commands=(
            "anthill rollback",
            "anthill deploy mark",
            "anthill state list",
            "anthill state restore",
            "anthill state unlock",
        ),
        tests=(
            "tests/workflows/test_recovery.py::"
            "test_a_failed_smoke_test_goes_back_by_itself_and_is_told_until_it_is_over",
            "tests/workflows/test_recovery.py::test_a_person_goes_back_after_a_dry_run_and_no_object_is_lost",
            "tests/operations/delivery/test_e2e_recovery.py::"
            "test_an_earlier_state_is_put_back_as_the_next_one",
        ),
        page="deploying.md#rollback",
    ),
    Promise(
        says="Every weekday what is deployed is compared with what was released",
        jobs=("drift.yml:environments", "drift.yml:look", "drift.yml:told"),
        commands=("anthill pipeline environments", "anthill drift"),
        tests=(
            "tests/workflows/test_recovery.py::"
            "test_drift_has_one_issue_which_is_opened_changed_and_closed_and_is_told_once",
            "tests/operations/delivery/test_e2e_recovery.py::"
            "test_drift_is_found_updated_and_closed_in_one_issue",
        ),
        page="deploying.md#drift",
    ),
    Promise(
        says="Every week the way out of CDKTF is tried",
        jobs=("canary.yml:compare", "canary.yml:told"),
        commands=("anthill canary", "anthill notify"),
        tests=(
            "tests/workflows/test_canary.py::test_what_is_not_explained_is_told_once_and_so_is_its_end",
            "tests/operations/canary/test_exit.py::"
            "test_every_stack_is_the_same_under_cdk_terrain_but_for_what_is_explained",
        ),
        page="exit.md#the-canary",
    ),
)
"""The twelve in the order in which they were asked for, then what was added."""

ONLY_ON_GITHUB: Final[Mapping[str, str]] = {
    "ci.yml:check": "it runs these very tests",
}
"""Jobs that no test executes, and why."""
