"""What is no policy, or too large a one, is found in every kind of document."""

from typing import Any

import pytest

from operations.conformance.documents import KINDS
from operations.conformance.grammar import grammar
from operations.conformance.sizes import SIZES, sizes
from tests.operations.conformance.conftest import Made
from tests.operations.conformance.policies import BUCKET, allow, check, inline, policy, trust


@pytest.mark.parametrize(
    ("resources", "shown"),
    [
        (inline(allow("s3:GetObject", "arn:aws:s3")), "invalid arn"),
        (
            inline(
                allow("s3:GetObject", f"{BUCKET}/*", Condition={"StringsLike": {"aws:PrincipalArn": "a"}})
            ),
            "operator",
        ),
        (inline(allow("s3:GetObject", f"{BUCKET}/*", Resources="a")), "unknown element"),
        (inline(allow("s3:GetObject", f"{BUCKET}/*", Sid="Read it")), "invalid sid"),
        (
            inline(allow("s3:GetObject", f"{BUCKET}/*", Condition={"Bool": {"aws:SecureTransport": "no"}})),
            "mismatched",
        ),
        (trust("a.b", Principal={"AWS": "arn:aws:s3:::a"}), "unknown principal"),
        (
            trust("a.b", Principal={"Federated": "arn:aws:iam::1:oidc-provider/a"}),
            "unknown federation source",
        ),
        ({"aws_iam_policy": {"it": {"name": "a", "policy": "{"}}}, "malformed json"),
    ],
)
def test_what_is_no_policy_is_found(made: Made, resources: dict[str, Any], shown: str) -> None:
    found = check(grammar(made(resources)))
    assert {kind for kind, *_ in found} == {"grammar"}
    assert any(shown in given for _, given, _ in found)


@pytest.mark.parametrize("argument", ["policy", "settings", "nested"])
def test_a_policy_where_none_is_known_is_found(made: Made, argument: str) -> None:
    given: Any = {"deep": policy()} if argument == "nested" else policy()
    ((kind, shown, _),) = check(grammar(made({"aws_fresh_type": {"it": {argument: given}}})))
    assert (kind, argument in shown) == ("kind", True)


@pytest.mark.parametrize(
    ("type_", "argument"), [(type_, argument) for type_, argument in KINDS if "." not in argument]
)
def test_every_kind_has_a_size(made: Made, type_: str, argument: str) -> None:
    kind = KINDS[type_, argument]
    most = SIZES[kind].most
    fitting = policy({"Sid": "", "Effect": "Allow"})
    fitting = fitting.replace(" ", "").replace(
        '"Sid":""', f'"Sid":"{"x" * (most - len(fitting.replace(" ", "")))}"'
    )
    assert sizes(made({type_: {"it": {argument: fitting}}})) == []
    ((found, given, allowed),) = check(
        sizes(made({type_: {"it": {argument: fitting.replace("xx", "xxx", 1)}}}))
    )
    assert (found, given) == ("size", f"{most + 1} characters at the longest names")
    assert allowed == f"at most {most} in a {kind} policy"


def test_inline_policies_of_a_role_count_together_and_names_at_their_longest(made: Made) -> None:
    half = policy({"Sid": "x" * 5100})
    roles = {"aws_iam_role_policy": {str(n): {"name": str(n), "role": "r", "policy": half} for n in range(2)}}
    ((_, given, _),) = check(sizes(made(roles)))
    assert given.startswith("2 inline policies of one role with 102")
    apart = {"aws_iam_role_policy": {str(n): {"name": "p", "role": str(n), "policy": half} for n in range(2)}}
    assert sizes(made(apart)) == []
    names = policy({"Resource": ["arn:aws:s3:::anthill-dev-gold"] * 59})
    assert len(names) < SIZES["trust"].most
    assert sizes(made({"aws_iam_role": {"it": {"name": "r", "assume_role_policy": names}}})) != []
