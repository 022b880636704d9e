"""The wait between a change and its first use, where a service answers before it knows the change everywhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import (
    ITerraformDependable,
    LocalExecProvisioner,
    TerraformProviderGeneratorMetadata,
    TerraformResource,
)
from constructs import Construct


class _Data(TerraformResource):
    """A `terraform_data`, without cdktf's own class for it.

    For each of those, synthesis runs whatever `terraform` is on PATH to ask its version, and fails where there is
    none (findings/cdktf-data-resource-runs-terraform.sh).
    """

    triggers: Mapping[str, str]

    def _synthesize_attributes(self) -> Mapping[str, Any]:
        return {"triggers_replace": self.triggers}


class SettlingTime(Construct):
    """A wait that begins when `after` is made and ends before whatever depends on `settled`.

    IAM answers before a policy is known everywhere, and Databricks refuses the role until then
    (databricks/terraform-provider-databricks#1424). The wait is a `terraform_data` with a `sleep`, for a plan
    shows it, and it needs no provider. It is repeated when one of the `triggers` changes; what depends on it is
    not changed by that. With 0 seconds nothing sleeps and the order stays. Raises ValueError if there is
    nothing to wait after.

    `seconds` is how long it waits.

    Attributes:
        settled: What a consumer names in its `depends_on`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        after: Sequence[ITerraformDependable],
        triggers: Mapping[str, str],
        seconds: int,
    ) -> None:
        super().__init__(scope, id_)
        if not after:
            raise ValueError("a settling time needs something to come after")
        wait = _Data(
            self,
            "wait",
            terraform_resource_type="terraform_data",
            terraform_generator_metadata=TerraformProviderGeneratorMetadata(provider_name="terraform"),
            provisioners=[LocalExecProvisioner(type="local-exec", command=f"sleep {seconds}")]
            if seconds
            else None,
            depends_on=after,
        )
        wait.triggers = dict(triggers)
        self.settled: list[ITerraformDependable] = [wait]
