"""The guard of data: label, two approvals and a consent that names the address and has not expired."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from operations.delivery.consents import Consent, consents_file, load_consents
from operations.delivery.destructive import Agreement, losses, refusal_text, refusals
from policies.errors import AcceptanceError

TODAY = date(2026, 1, 5)
ADDRESS = "aws_s3_bucket.lake_gold"
CONSENT = Consent(
    addresses=(ADDRESS,), reason="moved to another account last week", owner="data-platform", expires=TODAY
)
AGREED = Agreement(labels=frozenset({"destroy-approved"}), approvals=2)


def plan(*actions: str, type_: str = "aws_s3_bucket", **more: Any) -> dict[str, Any]:
    change = {"actions": list(actions), "before": {"bucket": "b"}, "after": None, **more.pop("change", {})}
    return {"resource_changes": [{"address": f"{type_}.lake_gold", "type": type_, "change": change, **more}]}


@pytest.mark.parametrize(
    ("document", "lost"),
    [
        (plan("delete"), True),
        (plan("delete", "create"), True),
        (plan("create", "delete"), True),
        (plan("update"), False),
        (plan("create"), False),
        (plan("no-op"), False),
        (plan("delete", type_="aws_sns_topic"), False),
        (plan("forget"), False),
    ],
)
def test_only_a_destroyed_or_replaced_resource_with_data_is_a_loss(
    document: dict[str, Any], lost: bool
) -> None:
    assert bool(losses(document)) is lost


def test_a_loss_says_why_terraform_wants_it() -> None:
    replaced = plan(
        "delete",
        "create",
        action_reason="replace_because_cannot_update",
        change={"replace_paths": [["bucket"], ["versioning", 0, "enabled"]]},
    )
    (loss,) = losses(replaced)
    assert str(loss) == (
        "aws_s3_bucket.lake_gold would be replaced (replace because cannot update, because of bucket, "
        "versioning.0.enabled): lost is the objects and their versions"
    )


def test_with_everything_agreed_nothing_is_refused() -> None:
    found = losses(plan("delete"))
    assert refusals(found, consents=[CONSENT], agreement=AGREED, file="f", today=TODAY) == []
    assert refusals([], consents=[], agreement=None, file="f", today=TODAY) == []


@pytest.mark.parametrize(
    ("consents", "agreement", "said"),
    [
        ([], AGREED, f"{ADDRESS} has no consent: add a [[consent]]"),
        ([CONSENT.model_copy(update={"addresses": ("aws_s3_bucket.other",)})], AGREED, "has no consent"),
        ([CONSENT.model_copy(update={"expires": date(2026, 1, 4)})], AGREED, "expired on 2026-01-04"),
        ([CONSENT], Agreement(labels=frozenset(), approvals=2), "lacks the label destroy-approved"),
        ([CONSENT], Agreement(labels=AGREED.labels, approvals=1), "1 of 2 approvals"),
        (
            [CONSENT],
            Agreement(labels=AGREED.labels, approvals=2, refusals=("linus requested",)),
            "linus requested",
        ),
        ([CONSENT], None, "no pull request is known that agrees: give --commit"),
    ],
)
def test_each_missing_agreement_is_refused(
    consents: list[Consent], agreement: Agreement | None, said: str
) -> None:
    found = losses(plan("delete"))
    (missing,) = refusals(
        found, consents=consents, agreement=agreement, file="deployments/x.toml", today=TODAY
    )
    assert said in missing
    assert "nothing is applied" in refusal_text(found, [missing])


def test_consents_are_read_strictly(tmp_path: Path) -> None:
    file = consents_file(tmp_path, "prod")
    assert load_consents(file) == ()
    file.parent.mkdir()
    entry = (
        f'[[consent]]\naddresses = ["{ADDRESS}"]\nreason = "{CONSENT.reason}"\nowner = "data-platform"\n'
        "expires = 2026-01-05\n"
    )
    file.write_text(entry)
    assert load_consents(file) == (CONSENT,)
    for wrong, named in (
        (entry.replace("owner", "ownr"), r"\[\[consent\]\] 1: owner is missing"),
        (entry.replace(ADDRESS, "aws_s3_bucket.*"), r"1: addresses\[0\] is "),
        (entry.replace(CONSENT.reason, "why not"), r"1: reason is .why not.; allowed: "),
        (entry.replace("[[consent]]", "[[consents]]"), "no table consents"),
        ("not toml", "is not TOML"),
    ):
        file.write_text(wrong)
        with pytest.raises(AcceptanceError, match=named):
            load_consents(file)
