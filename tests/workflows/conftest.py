"""One repository, one embedded AWS and one queue of what was told, shared by the scenarios of a file."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from configuration.account import EnvironmentName
from operations.record.target import Target, find_target
from tests.support.delivery import running_pipeline
from tests.support.fake_github import FakeGitHub
from tests.workflows.acted import Act, acting
from tests.workflows.runner import Ran, Repository
from tests.workflows.small_application import bucket, parameter


@dataclass(frozen=True)
class Story:
    """A repository whose workflows deploy the small stack, and who hears of it."""

    repository: Repository
    github: FakeGitHub
    client: Any
    queue: str

    def value(self, environment: str = "dev") -> str:
        """The value of the parameter as it is deployed."""
        return self.client("ssm").get_parameter(Name=parameter(environment))["Parameter"]["Value"]

    def change_value(self, value: str) -> None:
        """Change dev's parameter behind Terraform's back."""
        self.client("ssm").put_parameter(Name=parameter("dev"), Value=value, Type="String", Overwrite=True)

    def target(self, environment: str = "dev", stack: str | None = None) -> Target:
        return find_target(EnvironmentName(environment), os.environ, stack=stack, emulated=True)

    def bucket_is_there(self) -> bool:
        return bucket("dev") in {each["Name"] for each in self.client("s3").list_buckets()["Buckets"]}

    def told(self) -> list[str]:
        """The messages that came to the queue since the last look, oldest first."""
        found: list[str] = []
        while (
            answer := self.client("sqs")
            .receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10, AttributeNames=["All"])
            .get("Messages")
        ):
            for message in answer:
                found.append(json.loads(message["Body"])["Message"])
                self.client("sqs").delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
        return found

    def propose(self, value: str, *, healthy: bool = True, keep: bool = True, **given: Any) -> int:
        """Open a pull request with another value, have it planned; return its number."""
        self.repository.values(value=value, bucket=keep, healthy=healthy)
        number, ran = self.repository.propose(**given)
        passed(ran)
        return number

    def promote(self, environment: str, run: int) -> int:
        """Open a pull request that promotes the release of a run, have it planned; return its number."""
        number, ran = self.repository.promote(environment, run)
        passed(ran)
        return number

    def deploy(self, value: str) -> int:
        """Bring a value to dev, as everybody should; return the number of the run that planned it."""
        number = self.propose(value)
        run = self.repository.runs
        self.repository.approve(number)
        passed(self.repository.merge(number))
        return run


def passed(ran: Ran) -> None:
    assert ran.passed, ran.log[-6000:]


def refused(ran: Ran, *texts: str) -> None:
    assert not ran.passed, ran.log[-6000:]
    for text in texts:
        assert text in ran.log, ran.log[-6000:]


@pytest.fixture
def act(tmp_path: Path) -> Act:
    return acting(tmp_path)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("workflows")
    with running_pipeline(folder) as pipeline, FakeGitHub.running() as github:
        sns, sqs = pipeline.target.client("sns"), pipeline.target.client("sqs")
        topic = sns.create_topic(Name="told")["TopicArn"]
        queue = sqs.create_queue(QueueName="told")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        environment = {"ANTHILL_HOME": os.environ["ANTHILL_HOME"], "ANTHILL_NOTIFY_TOPICS": topic}
        repository = Repository.create(folder, github, environment)
        yield Story(repository, github, pipeline.target.client, queue)
