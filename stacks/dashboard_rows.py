"""What the dashboard of an environment shows."""

from configuration.account import EnvironmentName
from configuration.names import PROJECT
from constructs_lib.monitoring.dashboard import Graph, Row

HOUR_SECONDS = 3600
DAY_SECONDS = 86_400


def dashboard_rows(environment: EnvironmentName) -> list[Row]:
    """Return a row per layer; the graphs find their lines by the beginning of the environment's names."""

    def words(*kinds: str) -> str:
        # CloudWatch breaks names into words at each hyphen and takes the ones that hold them all.
        return " ".join((PROJECT, environment, *kinds))

    def graph(
        title: str, namespace: str, dimension: str, metric: str, *, kind: str = "", statistic: str = "Sum"
    ) -> Graph:
        return Graph(
            title=title,
            namespace=namespace,
            dimension=dimension,
            metric=metric,
            statistic=statistic,
            words=words(*([kind] if kind else [])),
            period_seconds=HOUR_SECONDS if namespace == "AWS/Events" else 300,
        )

    def bucket(title: str, metric: str) -> Graph:
        return Graph(
            title=title,
            namespace="AWS/S3",
            dimension="BucketName",
            other_dimensions=("StorageType",),
            metric=metric,
            statistic="Average",
            words=words(),
            period_seconds=DAY_SECONDS,
        )

    return [
        Row(
            title="Ingestion",
            graphs=(
                graph("Arrivals per hour", "AWS/Events", "RuleName", "MatchedEvents", kind="landing"),
                graph("Function errors", "AWS/Lambda", "FunctionName", "Errors"),
                graph(
                    "Dead letters",
                    "AWS/SQS",
                    "QueueName",
                    "ApproximateNumberOfMessagesVisible",
                    kind="dead",
                    statistic="Maximum",
                ),
                graph(
                    "Readers behind, ms",
                    "AWS/Kinesis",
                    "StreamName",
                    "GetRecords.IteratorAgeMilliseconds",
                    kind="stream",
                    statistic="Maximum",
                ),
            ),
        ),
        Row(
            title="Ingestion: streams and waiting events",
            graphs=(
                graph("Records received", "AWS/Kinesis", "StreamName", "IncomingRecords", kind="stream"),
                graph(
                    "Delivery to bronze behind, s",
                    "AWS/Firehose",
                    "DeliveryStreamName",
                    "DeliveryToS3.DataFreshness",
                    kind="stream",
                    statistic="Maximum",
                ),
                graph(
                    "Arrivals not yet read",
                    "AWS/SQS",
                    "QueueName",
                    "ApproximateNumberOfMessagesVisible",
                    kind="landing",
                    statistic="Maximum",
                ),
                graph("Quarantined per hour", "AWS/Events", "RuleName", "MatchedEvents", kind="quarantine"),
            ),
        ),
        Row(
            title="Storage",
            graphs=(
                bucket("Bytes per layer", "BucketSizeBytes"),
                bucket("Objects per layer", "NumberOfObjects"),
            ),
        ),
        Row(
            title="Governance, development and consumption",
            text="Unity Catalog, jobs and warehouses are measured by Databricks: see its system tables.",
        ),
        Row(
            title="Security, network and monitoring",
            graphs=(
                Graph(
                    title="Events told by alarm topics",
                    namespace="AWS/SNS",
                    dimension="TopicName",
                    metric="NumberOfMessagesPublished",
                    statistic="Sum",
                    words=words("alarms"),
                ),
                Graph(
                    title="Bytes through NAT",
                    namespace="AWS/NATGateway",
                    dimension="NatGatewayId",
                    metric="BytesOutToDestination",
                    statistic="Sum",
                    words="",
                ),
            ),
        ),
    ]
