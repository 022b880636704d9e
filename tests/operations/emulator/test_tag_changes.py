"""Tags of what exists can be changed, as AWS does and moto as shipped does not."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.operations.conftest import Client

TAGS = {"cost-centre": "research", "owner": "data-platform"}

PAIRS = [{"Key": name, "Value": value} for name, value in TAGS.items()]


Tagging = tuple[Callable[[Mapping[str, str]], Any], Callable[[list[str]], Any], Callable[[], dict[str, str]]]
"""What adds tags to something, removes tags from it, and reads its tags."""


def dms_endpoint(aws: Client) -> Tagging:
    dms = aws("dms")
    arn = dms.create_endpoint(
        EndpointIdentifier="landing", EndpointType="target", EngineName="s3", Tags=PAIRS[:1]
    )["Endpoint"]["EndpointArn"]
    return (
        lambda tags: dms.add_tags_to_resource(ResourceArn=arn, Tags=as_pairs(tags)),
        lambda keys: dms.remove_tags_from_resource(ResourceArn=arn, TagKeys=keys),
        lambda: as_dict(dms.list_tags_for_resource(ResourceArn=arn)["TagList"]),
    )


def guardduty_detector(aws: Client) -> Tagging:
    guardduty = aws("guardduty")
    detector = guardduty.create_detector(Enable=True, Tags=as_dict(PAIRS[:1]))["DetectorId"]
    arn = f"arn:aws:guardduty:eu-west-1:123456789012:detector/{detector}"
    return (
        lambda tags: guardduty.tag_resource(ResourceArn=arn, Tags=tags),
        lambda keys: guardduty.untag_resource(ResourceArn=arn, TagKeys=keys),
        lambda: guardduty.list_tags_for_resource(ResourceArn=arn)["Tags"],
    )


def transfer_server(aws: Client) -> Tagging:
    transfer = aws("transfer")
    server = transfer.create_server(Tags=PAIRS[:1])["ServerId"]
    return of_transfer(transfer, f"arn:aws:transfer:eu-west-1:123456789012:server/{server}")


def transfer_user(aws: Client) -> Tagging:
    transfer = aws("transfer")
    server = transfer.create_server()["ServerId"]
    transfer.create_user(
        ServerId=server, UserName="partner", Role="arn:aws:iam::123456789012:role/partner", Tags=PAIRS[:1]
    )
    return of_transfer(transfer, f"arn:aws:transfer:eu-west-1:123456789012:user/{server}/partner")


def of_transfer(transfer: Any, arn: str) -> Tagging:
    return (
        lambda tags: transfer.tag_resource(Arn=arn, Tags=as_pairs(tags)),
        lambda keys: transfer.untag_resource(Arn=arn, TagKeys=keys),
        lambda: as_dict(transfer.list_tags_for_resource(Arn=arn)["Tags"]),
    )


def as_pairs(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": name, "Value": value} for name, value in tags.items()]


def as_dict(pairs: list[dict[str, str]]) -> dict[str, str]:
    return {pair["Key"]: pair["Value"] for pair in pairs}


@pytest.mark.parametrize("kind", [dms_endpoint, guardduty_detector, transfer_server, transfer_user])
def test_tags_are_added_changed_and_removed(kind: Callable[[Client], Tagging], aws: Client) -> None:
    tag, untag, tags = kind(aws)
    tag({"owner": "data-platform"})
    assert tags() == TAGS
    tag({"cost-centre": "trading"})
    assert tags() == TAGS | {"cost-centre": "trading"}
    untag(["cost-centre"])
    assert tags() == {"owner": "data-platform"}


@pytest.mark.parametrize("kind", [dms_endpoint, guardduty_detector, transfer_server, transfer_user])
def test_moto_as_shipped_changes_none(kind: Callable[[Client], Tagging], shipped_aws: Client) -> None:
    tag, *_ = kind(shipped_aws)
    with pytest.raises((ClientError, ValueError)):
        tag({"owner": "data-platform"})
