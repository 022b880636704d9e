"""Whether each policy has the form that AWS reads: its elements, operators, ARNs, principals, values."""

import json
import re
from typing import Any, Final

from operations.conformance.documents import KINDS, Document, documents
from operations.conformance.material import Material
from operations.conformance.violation import Violation

SOURCE: Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"

JUDGED: Final = frozenset(
    {
        "BAD_PATTERN_FOR_MFA",
        "INVALID_ARN",
        "INVALID_SID",
        "MALFORMED",
        "MALFORMED_JSON",
        "MISMATCHED_TYPE",
        "MISMATCHED_TYPE_OPERATION_TO_NULL",
        "UNKNOWN_FEDERATION_SOURCE",
        "UNKNOWN_OPERATOR",
        "UNKNOWN_PRINCIPAL",
    }
)
"""What of parliament's findings is asked for. Actions, resources and keys are judged in `statements`, where a
pattern counts as what it means together; the rest is advice."""

VALUE: Final = re.compile(r"requires a value of type (\S+) but given \[(.*)\]")
"""A value that cannot be of its key's type. Parliament 1.6 also objects to ArnLike on a key whose type is String,
which AWS's own guides write (kms:EncryptionContext:aws:logs:arn)."""

DECIMALS: Final = re.compile(r"'\d+\.\d+'(?:, '\d+\.\d+')*")
"""Parliament 1.6 reads whole numbers alone; s3:TlsVersion is compared with 1.2."""

OPENID: Final = re.compile(r"arn:[^:]+:iam::\d{12}:oidc-provider/\S+")
"""Parliament 1.6 knows SAML providers and four others."""


def grammar(material: Material) -> list[Violation]:
    """Return the policies that AWS would call malformed, and documents where no kind of policy is known."""
    found = [*documents(material)]
    violations = [_unlisted(each) for each in found if not each.kind]
    known = [each for each in found if each.kind]
    for document, issues in zip(
        known, material.published.grammar([_asked(each) for each in known]), strict=True
    ):
        for issue, detail in dict.fromkeys((each["issue"], each["detail"]) for each in issues):
            if _stands(issue, detail):
                violations.append(_violation(document, issue, detail))
    return sorted(set(violations))


def _asked(document: Document) -> str:
    if document.parsed is None:
        return document.text
    # Trust policies have no Resource, which parliament asks for everywhere.
    statements: list[dict[str, Any]] = [
        {"Resource": "*", **each} if document.kind == "trust" and "NotResource" not in each else {**each}
        for each in document.statements
    ]
    return json.dumps({**document.parsed, "Statement": statements})


def _stands(issue: str, detail: str) -> bool:
    if issue not in JUDGED:
        return False
    if issue == "MISMATCHED_TYPE":
        said = VALUE.search(detail)
        return said is not None and not (said[1] == "Numeric" and DECIMALS.fullmatch(said[2]))
    return not (issue == "UNKNOWN_FEDERATION_SOURCE" and OPENID.fullmatch(detail))


def _violation(document: Document, issue: str, detail: str) -> Violation:
    said = issue.replace("_", " ").lower()
    return Violation(
        check="statements.grammar",
        stack=document.stack,
        address=document.address,
        given=f"{document.argument}: {said}{f': {detail}' if detail else ''}",
        allowed="the grammar of policies",
        fix="write the element as the grammar has it",
        source=SOURCE,
    )


def _unlisted(document: Document) -> Violation:
    known = sorted(set(KINDS.values()))
    return Violation(
        check="statements.kind",
        stack=document.stack,
        address=document.address,
        given=f"{document.argument} holds a policy document",
        allowed=f"a policy of a kind that is judged: {', '.join(known)}",
        fix="add the argument to KINDS in operations/conformance/documents.py",
        source="operations/conformance/documents.py",
    )
