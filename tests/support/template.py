"""A reader over synthesised JSON, for assertions on intent."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from constructs_lib.place import Place
from tests.support.place import sample_place

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Template:
    """One synthesised stack."""

    json: dict[str, Any]

    @classmethod
    def read(cls, outdir: Path, stack: str) -> "Template":
        return cls(json.loads((outdir / "stacks" / stack / "cdk.tf.json").read_text()))

    def resources(self, type_: str) -> dict[str, Arguments]:
        return self.json.get("resource", {}).get(type_, {})

    def one(self, type_: str) -> Arguments:
        found = list(self.resources(type_).values())
        assert len(found) == 1, f"{len(found)} of {type_}"
        return found[0]

    def by_path(self, type_: str, suffix: str) -> Arguments:
        found = [
            arguments
            for arguments in self.resources(type_).values()
            if arguments["//"]["metadata"]["path"].endswith(suffix)
        ]
        assert len(found) == 1, f"{len(found)} of {type_} at {suffix}"
        return found[0]

    @property
    def addresses(self) -> list[str]:
        return sorted(f"{type_}.{id_}" for type_, ids in self.json.get("resource", {}).items() for id_ in ids)


def synthesise(
    outdir: Path, build: Callable[[TerraformStack], object], place: Place | None = None
) -> Template:
    """Synthesise one stack with the provider and what `build` puts into it, in a place or that of a sample."""
    app = App(outdir=str(outdir))
    stack = TerraformStack(app, "sample")
    AwsProvider(stack, "aws", region="eu-west-1")
    (place or sample_place()).attach(stack)
    build(stack)
    app.synth()
    return Template.read(outdir, "sample")
