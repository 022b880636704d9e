"""What every stack begins with: its state, its provider, its tags, its guard."""

from cdktf import LocalBackend, S3Backend, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags

from configuration.emulator import PROVIDER_ARGUMENTS, PROVIDER_VERSIONS
from configuration.model import EnvironmentConfig
from configuration.tags import tag_set
from constructs_lib.place import Place
from constructs_lib.protection import Protection
from guards.stack_guard import guard
from provider_facts.versions import AWS_VERSION
from stacks.place import place_of

LOCAL_STATE_DIRECTORY = "../../../.anthill/local/state"
"""Relative to a stack's folder in the output: the state lies beside the emulator, and ends with it."""

BOOTSTRAP_STATE_DIRECTORY = "../../../.anthill/bootstrap"
"""Where a bootstrap's state waits for its bucket: it is of a real account, so no end of the emulator touches it."""


def local_state(stack: TerraformStack, directory: str = LOCAL_STATE_DIRECTORY) -> None:
    """Keep the state in a file under the ignored folder of the project."""
    LocalBackend(stack, path=f"{directory}/terraform.{stack.node.id}.tfstate")


def remote_state(stack: TerraformStack, *, config: EnvironmentConfig) -> None:
    """Keep the state in the environment's own bucket, encrypted with its own key, locked by a file."""
    place = place_of(config)
    S3Backend(
        stack,
        bucket=place.name_of("s3_bucket", "state"),
        key=f"{stack.node.id}/terraform.tfstate",
        region=place.region,
        encrypt=True,
        kms_key_id=place.arn("kms", place.name_of("kms_alias", "state")),
        allowed_account_ids=[place.account_id],
    )
    # The argument is missing from cdktf 0.21 (hashicorp/terraform-cdk#3834).
    stack.add_override("terraform.backend.s3.use_lockfile", True)


def aws_provider(stack: TerraformStack, *, config: EnvironmentConfig) -> AwsProvider:
    """Define the provider of one account and region, with the environment's tags on everything."""
    stack.add_override("terraform.required_providers.aws.version", AWS_VERSION)
    return AwsProvider(
        stack,
        "aws",
        region=config.region,
        allowed_account_ids=[config.account.id],
        default_tags=[AwsProviderDefaultTags(tags=tag_set(config))],
    )


def emulated_provider(stack: TerraformStack, *, config: EnvironmentConfig) -> AwsProvider:
    """Define the provider of the embedded AWS."""
    provider = aws_provider(stack, config=config)
    for argument, value in PROVIDER_ARGUMENTS.items():
        provider.add_override(argument, value)
    stack.add_override("terraform.required_providers.aws.version", PROVIDER_VERSIONS)
    return provider


def place_and_guard(stack: TerraformStack, *, config: EnvironmentConfig, protection: Protection) -> Place:
    """Attach where a stack is, which its constructs ask, and what fails its synthesis where a rule is broken."""
    place = place_of(config, protection)
    place.attach(stack)
    guard(stack, retained=protection.retained, required_tags=tag_set(config))
    return place
