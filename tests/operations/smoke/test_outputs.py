"""What a smoke test takes from the outputs of a stack."""

from operations.smoke.outputs import arns


def test_only_resources_that_can_be_asked_are() -> None:
    topic = "arn:aws:sns:eu-west-1:123456789012:told"
    outputs = {"a": topic, "b": ["no arn", {"c": "arn:aws:s3:::held"}], "d": 3}
    assert arns(outputs) == ["arn:aws:s3:::held", topic]
