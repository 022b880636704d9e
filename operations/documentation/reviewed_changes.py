"""The changes whose reviews are examples in the documentation: what a developer would edit, file by file."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.common.errors import OperationError

ADD_A_SOURCE: Final = "docs/how-to/add-a-source.md"
MARKET_DATA: Final = "environments/market_data.py"
PROD: Final = "environments/prod.py"
BUCKET: Final = "constructs_lib/data_lake/bucket.py"
_BLOCK: Final = re.compile(r"^    ```(?P<kind>\w+)\n(?P<text>.*?)^    ```$", re.MULTILINE | re.DOTALL)

Edit = Callable[[Path], None]
"""Edits the files of a checkout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedChange:
    """A change to review: the name of its file, what it is in a sentence, and its edits."""

    name: str
    what: str
    edits: tuple[Edit, ...]


def replaced(file: str, old: str, new: str) -> Edit:
    """Return the edit that replaces the one place of a text in a file.

    It raises OperationError if the text stands there not once: the file has changed since.
    """

    def edit(checkout: Path) -> None:
        text = (checkout / file).read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise OperationError(f"{file} holds {text.count(old)} times, not once: {old!r}")
        (checkout / file).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def as_the_page_says(checkout: Path) -> None:
    """Add the source that the page about adding a source adds, as it says."""
    blocks = _BLOCK.finditer((checkout / ADD_A_SOURCE).read_text(encoding="utf-8"))
    texts = [(block["kind"], re.sub("^    ", "", block["text"], flags=re.MULTILINE)) for block in blocks]
    contract, sample = (text for kind, text in texts[:4] if kind == "json")
    (source,) = (text for kind, text in texts[:4] if kind == "python")
    (checkout / "contracts/datasets/fx_rates.json").write_text(contract, encoding="utf-8")
    (checkout / "samples/fx-rates.jsonl").write_text(sample, encoding="utf-8")
    indented = re.sub("^", "        ", source.strip(), flags=re.MULTILINE)
    replaced(MARKET_DATA, "    apis=(\n", f"    apis=(\n{indented},\n")(checkout)


def _holidays_removed(checkout: Path) -> None:
    file = checkout / MARKET_DATA
    text, count = re.subn(
        r'        FileSource\(\n            name="holidays",.*?\n        \),\n',
        "",
        file.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    if count != 1:
        raise OperationError(f"{MARKET_DATA} holds the source holidays {count} times, not once")
    file.write_text(text, encoding="utf-8")


CHANGES: Final = (
    ReviewedChange(
        name="new-source",
        what="a source is added, as [the page about it](../../how-to/add-a-source.md) says",
        edits=(as_the_page_says,),
    ),
    ReviewedChange(
        name="source-removed", what="the source `holidays` is removed everywhere", edits=(_holidays_removed,)
    ),
    ReviewedChange(
        name="key-policy-opened",
        what="another account may use the key of the lake",
        edits=(
            replaced(
                "stacks/security_layer.py",
                'key("lake_key", "lake", "Lake", ("s3",))',
                'key("lake_key", "lake", "Lake", ("s3",), principals=(PrincipalUse(sid="Partner", '
                'arns=("arn:aws:iam::999999999999:root",), actions=("kms:Decrypt",), conditions={}),))',
            ),
        ),
    ),
    ReviewedChange(
        name="subnet-moved",
        what="private subnets get half the addresses, and so they and others get other ranges",
        edits=(replaced("environments/shared.py", "private_prefix=20", "private_prefix=21"),),
    ),
    ReviewedChange(
        name="nat-reduced",
        what="prod gets one NAT gateway instead of one in each zone",
        edits=(replaced(PROD, "nat=NatStrategy.ONE_PER_ZONE", "nat=NatStrategy.SINGLE"),),
    ),
    ReviewedChange(
        name="catalogue-right-added",
        what="analysts may read bronze",
        edits=(
            replaced(
                "environments/rights.py",
                "Group.ANALYSTS, {Securable.CATALOG: _BROWSE, ",
                "Group.ANALYSTS, {Securable.CATALOG: _BROWSE, Securable.BRONZE: READ, ",
            ),
        ),
    ),
    ReviewedChange(
        name="bucket-renamed-without-its-data",
        what="the buckets of one layer get another name: new ones are made, the data stay behind",
        edits=(
            replaced(
                "constructs_lib/data_lake/medallion_lake.py",
                '                name=name_of("s3_bucket", layer.name),\n                key=key,',
                '                name=name_of("s3_bucket", "reports" if layer.name == "gold" else layer.name),\n'
                "                key=key,",
            ),
        ),
    ),
    ReviewedChange(
        name="bucket-renamed-with-its-data",
        what="the bucket of gold gets another id in the code, which moves it: bucket and data stay",
        edits=(
            replaced(
                BUCKET,
                '            "bucket",\n            bucket=name,',
                '            "store" if id_ == "gold" else "bucket",\n            bucket=name,',
            ),
            replaced(
                BUCKET,
                "        self.arn = self.bucket.arn\n",
                '        if id_ == "gold":\n'
                '            self.bucket.move_from_id("aws_s3_bucket.lake_gold_bucket_47F4BA39")\n'
                "        self.arn = self.bucket.arn\n",
            ),
        ),
    ),
    ReviewedChange(
        name="provider-version-raised",
        what="the AWS provider is raised by a minor version",
        edits=(
            replaced(
                "provider_facts/versions.py", 'AWS_VERSION: Final = "6.25.0"', 'AWS_VERSION: Final = "6.26.0"'
            ),
        ),
    ),
)
