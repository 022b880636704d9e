"""Trains the model in a workspace. Run by the job `market_data` as the wheel's entry point `train`."""

import argparse
from collections.abc import Sequence

import mlflow

from anthill_lakehouse.model.tracking import register
from anthill_lakehouse.model.training import train
from anthill_lakehouse.tasks.session import session


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on a catalogue's features, and register the model in Unity Catalog."""
    parser = argparse.ArgumentParser(
        prog="train", description="Train the model of volatility and register it."
    )
    parser.add_argument("--catalog", required=True, help="the catalogue that holds schema features")
    parser.add_argument(
        "--experiment", required=True, help="path of the experiment, such as /Shared/anthill-dev"
    )
    parser.add_argument("--registered-model", required=True, help="full name: catalogue.schema.model")
    given = parser.parse_args(arguments)
    features = session().read.table(f"{given.catalog}.features.volatility_features").toPandas()
    trained = train(features)
    mlflow.set_registry_uri("databricks-uc")
    mlflow.set_experiment(given.experiment)
    registered = register(trained, name=given.registered_model)
    print(  # noqa: T201 - a job's output
        f"{registered.name} version {registered.version} is {'new' if registered.is_new else 'the same as before'}: "
        f"QLIKE {trained.scores.qlike} against {trained.baseline.qlike} of the baseline"
    )


if __name__ == "__main__":
    main()
