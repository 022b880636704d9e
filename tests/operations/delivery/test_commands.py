"""The commands as a workflow calls them: exit codes, JSON, and what is said where."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from operations.common.embedded_engine.client import REGION
from operations.common.files import sha256
from operations.delivery.planned import PLAN, PLAN_MANIFEST, PlanManifest
from tests.support.delivery import Pipeline, running_pipeline
from tests.support.fake_github import FakeGitHub

ANTHILL = str(Path(sys.executable).with_name("anthill"))
ROOT = Path(__file__).resolve().parents[3]
HEAD, MERGED = "a" * 40, "b" * 40


def anthill(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ANTHILL, *arguments],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def pipeline(tmp_path: Path) -> Iterator[Pipeline]:
    with running_pipeline(tmp_path) as running:
        yield running


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A kept plan, as far as the commands that speak with GitHub look at it."""
    folder = tmp_path / "plan"
    folder.mkdir()
    (folder / PLAN).write_bytes(b"plan")
    manifest = PlanManifest(
        environment="dev",
        stack="anthill-dev",
        purpose="deploy",
        emulated=True,
        release="0" * 64,
        release_commit=HEAD,
        head_commit=HEAD,
        state_lineage="",
        state_serial=0,
        plan_sha256=sha256(b"plan"),
        semantic_digest="1" * 64,
        changes={"create": 4},
        terraform="1.11.4",
        created_at=datetime.now(UTC),
    )
    (folder / PLAN_MANIFEST).write_text(manifest.model_dump_json())
    return folder


def test_a_plan_is_written_approved_and_then_accepted(hub: FakeGitHub, plan: Path) -> None:
    variables = hub.environment
    asked = ("deploy", "approval", "--env", "dev", "--plan", str(plan), "--commit")
    hub.state.open_pull(7, author="ada", head=HEAD)
    unplanned = anthill(*asked, HEAD, **variables)
    assert unplanned.returncode == 1
    assert "no plan was written to pull request #7" in unplanned.stderr

    written = anthill("deploy", "comment", "--plan", str(plan), "--commit", HEAD, **variables)
    assert (written.returncode, written.stdout) == (0, "pull request #7: written\n"), written.stderr
    again = anthill("deploy", "comment", "--plan", str(plan), "--commit", HEAD, **variables)
    assert again.stdout == "pull request #7: the same plan is there already\n"

    later = (datetime.now(UTC) + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    hub.state.review(7, "grace", at=later)
    hub.state.merge(7, MERGED)
    accepted = anthill(*asked, MERGED, "--json", **variables)
    assert accepted.returncode == 0, accepted.stderr
    assert json.loads(accepted.stdout) == {
        "approved": True,
        "pull_request": 7,
        "approved_by": ["grace"],
        "refusals": [],
    }
    two = anthill(*asked, MERGED, "--approvals", "2", "--json", **variables)
    assert two.returncode == 1
    assert json.loads(two.stdout)["refusals"][0].startswith("pull request #7 has 1 of 2 approvals")


def test_a_plan_of_another_release_is_not_written_to_a_pull_request(hub: FakeGitHub, plan: Path) -> None:
    later = "c" * 40
    hub.state.open_pull(7, author="ada", head=later)
    refused = anthill("deploy", "comment", "--plan", str(plan), "--commit", later, **hub.environment)
    assert (refused.returncode, refused.stdout, hub.state.comments) == (1, "", {})
    assert "the plan is not one of pull request #7; nothing is written" in refused.stderr
    assert (
        "the plan is of commit aaaaaaaaaaaa, and the last one of pull request #7 is cccccccccccc"
        in refused.stderr
    )
    assert "release 000000000000 was made of commit aaaaaaaaaaaa, which is not the last one" in refused.stderr


def test_a_plan_is_judged_by_the_rules_of_its_own_environment(plan: Path) -> None:
    done = anthill("deploy", "approval", "--env", "test", "--plan", str(plan), "--commit", HEAD)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--env: the plan is of dev, not of test" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("approval", "--env", "dev", "--commit", "main"), "is no commit"),
        (("approval", "--env", "nowhere", "--commit", HEAD), "nowhere"),
        (("approval", "--env", "dev", "--commit", HEAD), "GITHUB_REPOSITORY"),
        (("apply", "--plan", "nowhere", "--release", "nowhere"), "nowhere holds no plan"),
        (("plan", "dev", "--release", "nowhere", "--output", "p"), "nowhere holds no release"),
    ],
)
def test_bad_input_is_named_and_exits_with_two(arguments: tuple[str, ...], named: str) -> None:
    done = anthill("deploy", *arguments, GITHUB_REPOSITORY="", GITHUB_TOKEN="")
    assert (done.returncode, done.stdout) == (2, "")
    assert named in " ".join(done.stderr.split())


def test_without_the_embedded_aws_its_commands_say_how_to_start_it(tmp_path: Path) -> None:
    done = anthill("state", "list", "dev", "--emulated", ANTHILL_HOME=str(tmp_path))
    assert done.returncode == 2
    assert "start it with `anthill local up`" in done.stderr


def test_a_real_environment_is_never_reached_through_the_emulator() -> None:
    done = anthill("rollback", "prod", AWS_ENDPOINT_URL="http://127.0.0.1:1")
    assert done.returncode == 2
    assert "leads to this machine, not to AWS" in done.stderr


def test_a_failure_is_told_to_the_topic_of_the_environment_once(pipeline: Pipeline) -> None:
    sns, sqs, s3 = (pipeline.target.client(service) for service in ("sns", "sqs", "s3"))
    topic = sns.create_topic(Name="anthill-dev-pipeline")["TopicArn"]
    queue = sqs.create_queue(QueueName="told")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    s3.create_bucket(Bucket=pipeline.target.bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    about = ("notify", "--env", "dev", "--emulated", "--key", "deploy:dev", "--title", "Deployment of dev")
    said = [
        anthill(*about, "--severity", "critical", "--body", "See the run.").stdout,
        anthill(*about, "--severity", "critical").stdout,
        anthill(*about, "--resolve").stdout,
        anthill(*about, "--resolve").stdout,
    ]
    assert said == [
        "deploy:dev: told\n",
        "deploy:dev: told before; nothing is sent\n",
        "deploy:dev: the recovery is told\n",
        "deploy:dev: no failure with this key was told; nothing is sent\n",
    ]
    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    told = [json.loads(json.loads(message["Body"])["Message"]) for message in messages]
    assert [(each["status"], each["facts"]["environment"]) for each in told] == [
        ("failed", "dev"),
        ("recovered", "dev"),
    ]

    url = "http://127.0.0.1:1/services/s3cret"
    unreachable = anthill(*about, ANTHILL_NOTIFY_WEBHOOK=url)
    assert unreachable.returncode == 1
    assert "webhook: it cannot be reached" in unreachable.stderr
    assert "s3cret" not in unreachable.stderr + unreachable.stdout
    wrong = anthill(*about, ANTHILL_NOTIFY_WEBHOOK=url, ANTHILL_NOTIFY_WEBHOOK_FORMAT="teams")
    assert (wrong.returncode, "'teams' is none; it is slack or generic" in wrong.stderr) == (2, True)


def test_a_verdict_on_nothing_and_a_rollback_from_nothing_are_bad_input(pipeline: Pipeline) -> None:
    pipeline.target.client("s3").create_bucket(
        Bucket=pipeline.target.bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    for arguments in (
        ("deploy", "mark", "dev", "--note", "smoke test", "--unhealthy"),
        ("rollback", "dev"),
        ("drift", "dev"),
    ):
        done = anthill(*arguments, "--emulated")
        assert (done.returncode, done.stdout) == (2, "")
        assert "nothing was deployed" in done.stderr
