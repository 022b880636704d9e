"""The sources of an environment, and what they share."""

from dataclasses import dataclass

from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.dms_replication_subnet_group import DmsReplicationSubnetGroup
from constructs import Construct

from configuration.model import EnvironmentConfig
from constructs_lib.ingestion.api_feed import ApiFeed
from constructs_lib.ingestion.change_capture import ChangeCapture
from constructs_lib.ingestion.drop_writer import DropWriter
from constructs_lib.ingestion.event_stream import EventStream
from constructs_lib.ingestion.feed_marks import FeedMarks
from constructs_lib.ingestion.file_drop import FileDrop
from constructs_lib.ingestion.replication_account_roles import ReplicationAccountRoles
from constructs_lib.ingestion.sftp_endpoint import SftpEndpoint
from constructs_lib.ingestion.sftp_partner import PartnerSpec, SftpPartner
from constructs_lib.ingestion.source_function import FunctionNetwork
from constructs_lib.ingestion.source_spec import Surroundings
from constructs_lib.ingestion.stream_reader import StreamReader
from constructs_lib.place import Place
from stacks.function_network import function_network
from stacks.function_packages import function_code
from stacks.network_layer import NetworkLayer
from stacks.source_specs import api_spec, capture_spec, file_spec, source_spec, stream_spec
from stacks.workspace_layer import WorkspaceLayer

Feed = ApiFeed | EventStream | ChangeCapture | FileDrop


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestionLayer:
    """What ingestion offers to the layers above: each source by name, and the credential of streams."""

    sources: dict[str, Feed]
    stream_reader: StreamReader | None
    sftp: SftpEndpoint | None


def build_ingestion(
    stack: TerraformStack,
    *,
    config: EnvironmentConfig,
    surroundings: Surroundings,
    network: NetworkLayer,
    workspace: WorkspaceLayer | None,
) -> IngestionLayer:
    """Build every configured source; what they share exists only where one of them needs it."""
    scope = Construct(stack, "ingestion")
    sources = config.sources
    feeds: dict[str, Feed] = {}
    if sources.apis or sources.files or sources.databases:
        functions = function_network(scope, network)
        feeds |= _apis(scope, stack, config, surroundings, functions=functions)
        feeds |= _files(scope, stack, config, surroundings, functions)
        feeds |= _databases(scope, stack, config, surroundings, network=network, functions=functions)
    for source in sources.streams:
        spec = source_spec(source)
        feeds[source.name] = EventStream(
            scope,
            spec.construct_id,
            source=spec,
            stream=stream_spec(source),
            surroundings=surroundings,
        )
    reader = (
        StreamReader(
            scope,
            "stream_reader",
            key=surroundings.ingestion_key,
            workspace=workspace.provider,
            ready=workspace.ready,
            settle_seconds=config.databricks.workspace.settle_seconds,
        )
        if sources.streams and workspace
        else None
    )
    return IngestionLayer(
        sources=feeds, stream_reader=reader, sftp=_sftp(scope, config, surroundings, network)
    )


def outputs_of(layer: IngestionLayer) -> dict[str, object]:
    """Return what readers of the sources and their senders need."""
    return {
        "source_queue_arns": {name: feed.events.queue_arn for name, feed in layer.sources.items()},
        **({"stream_credential": layer.stream_reader.name} if layer.stream_reader else {}),
        **({"sftp_endpoint": layer.sftp.server.endpoint} if layer.sftp else {}),
    }


def _apis(
    scope: Construct,
    stack: TerraformStack,
    config: EnvironmentConfig,
    surroundings: Surroundings,
    *,
    functions: FunctionNetwork,
) -> dict[str, Feed]:
    if not config.sources.apis:
        return {}
    marks = FeedMarks(
        scope,
        "marks",
        key=surroundings.ingestion_key,
    )
    code = function_code(stack, "api_feed")
    specs = [(source_spec(source), api_spec(source)) for source in config.sources.apis]
    return {
        spec.name: ApiFeed(
            scope,
            spec.construct_id,
            source=spec,
            api=api,
            surroundings=surroundings,
            code=code,
            network=functions,
            marks=marks,
        )
        for spec, api in specs
    }


def _files(
    scope: Construct,
    stack: TerraformStack,
    config: EnvironmentConfig,
    surroundings: Surroundings,
    functions: FunctionNetwork,
) -> dict[str, Feed]:
    if not config.sources.files:
        return {}
    code = function_code(stack, "arrival")
    feeds: dict[str, Feed] = {}
    for source in config.sources.files:
        spec, file = source_spec(source), file_spec(source)
        feeds[source.name] = feed = FileDrop(
            scope,
            spec.construct_id,
            source=spec,
            file=file,
            surroundings=surroundings,
            code=code,
            network=functions,
        )
        if source.writers:
            DropWriter(
                feed,
                "writer",
                source=spec,
                surroundings=surroundings,
                incoming_prefix=file.incoming_prefix,
                writers=source.writers,
            )
    return feeds


def _databases(
    scope: Construct,
    stack: TerraformStack,
    config: EnvironmentConfig,
    surroundings: Surroundings,
    *,
    network: NetworkLayer,
    functions: FunctionNetwork,
) -> dict[str, Feed]:
    if not config.sources.databases:
        return {}
    roles = (
        ReplicationAccountRoles(scope, "replication_account_roles").attachments
        if config.account.owns_account
        else None
    )
    group = DmsReplicationSubnetGroup(
        scope,
        "replication_subnets",
        replication_subnet_group_id=Place.of(scope).name_of("replication", "sources"),
        replication_subnet_group_description="Private subnets of the environment",
        subnet_ids=[subnet.id for subnet in network.private.private_subnets.values()],
        depends_on=roles,
    )
    code = function_code(stack, "replication_start")
    group_id = group.id
    prefix_lists = tuple(endpoint.prefix_list_id for endpoint in network.endpoints.gateways.values())
    return {
        source.name: ChangeCapture(
            scope,
            source_spec(source).construct_id,
            source=source_spec(source),
            capture=capture_spec(source),
            surroundings=surroundings,
            network=network.private,
            subnet_group_id=group_id,
            aws_prefix_list_ids=prefix_lists,
            code=code,
            functions=functions,
        )
        for source in config.sources.databases
    }


def _sftp(
    scope: Construct, config: EnvironmentConfig, surroundings: Surroundings, network: NetworkLayer
) -> SftpEndpoint | None:
    if not config.sources.partners:
        return None
    endpoint = SftpEndpoint(scope, "sftp", surroundings=surroundings, network=network.private)
    partners = Construct(scope, "partners")
    for partner in config.sources.partners:
        SftpPartner(
            partners,
            partner.name.replace("-", "_"),
            partner=PartnerSpec(
                name=partner.name,
                public_keys=partner.public_keys,
                allowed_cidrs=tuple(map(str, partner.allowed_cidrs)),
            ),
            endpoint=endpoint,
            surroundings=surroundings,
        )
    return endpoint
