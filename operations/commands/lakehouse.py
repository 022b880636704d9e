"""`anthill lakehouse`: the code that runs on Databricks, run on this machine."""

import json
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from anthill_lakehouse.local.engine import DEFAULT, Engine
from operations.commands.lakehouse_bundle import variables
from operations.commands.lakehouse_check import check
from operations.commands.lakehouse_lineage import lineage
from operations.commands.lakehouse_query import query
from operations.commands.lakehouse_tables import tables
from operations.commands.options import AsJson, NewFolder
from operations.common.elapsed import elapsed
from operations.common.errors import InputError, OperationError
from operations.common.files import refuse_used, remove, write_file
from operations.common.project import project_root
from operations.lakehouse.gold_view import gold_view
from operations.lakehouse.made import write_made
from operations.lakehouse.page import page
from operations.lakehouse.terminal import show as show_in_terminal
from operations.lakehouse.trained import model_of
from operations.lakehouse.workplace import lakehouse_home, one_at_a_time

if TYPE_CHECKING:
    from anthill_lakehouse.local.spark_process import SparkEnvironment

lakehouse = typer.Typer(
    help="The lakehouse's own code: market data from bronze to gold, on this machine.",
    no_args_is_help=True,
)
lakehouse.command("check")(check)
lakehouse.command("lineage")(lineage)
lakehouse.command("query")(query)
lakehouse.command("tables")(tables)
lakehouse.command("variables")(variables)
Symbols = Annotated[int, typer.Option(help="Shares in the sample; each exchange has an index besides.")]
DaysOfSample = Annotated[int, typer.Option("--days", help="Calendar days of the sample.")]
Seed = Annotated[int, typer.Option(help="Another number, another market; the same, the same bytes.")]
Trades = Annotated[int, typer.Option(help="Trades per share and day in the sample.")]
Clean = Annotated[bool, typer.Option("--clean", help="Make the sample without faults.")]
EngineGiven = Annotated[
    Engine,
    typer.Option(help="What computes the tables: sail starts in a second; spark is what Databricks runs."),
]
Only = Annotated[
    str | None,
    typer.Option(
        "--only", metavar="TABLE", help="Make this table alone, with what it is made of; no training."
    ),
]
Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only deliveries from (to) this day.")
]


@lakehouse.command()
def sample(  # noqa: PLR0917 - options, all given by name
    output: NewFolder,
    symbols: Symbols = 12,
    days: DaysOfSample = 180,
    seed: Seed = 1,
    trades_per_day: Trades = 20,
    clean: Clean = False,
    as_json: AsJson = False,
) -> None:
    """Make market data of all four kinds of source, with the faults of real data, each counted.

    It is what sources would deliver: folders landing and arrivals, for 'anthill lakehouse run --input'.
    """
    refuse_used(output)
    made = _sample(output, symbols, days, seed, trades_per_day, clean=clean)
    if as_json:
        typer.echo(json.dumps(made, indent=2))
        return
    typer.echo(f"{made['files']} files in {output}")
    for title in ("records", "faults"):
        typer.echo(title)
        for name, count in made[title].items():
            typer.echo(f"  {name:<36} {count:>8}")


@lakehouse.command()
def run(  # noqa: PLR0917 - options, all given by name
    use_sample: Annotated[bool, typer.Option("--sample", help="Make sample data and take it in.")] = False,
    given: Annotated[
        Path | None, typer.Option("--input", help="A folder with landing and arrivals inside.", exists=True)
    ] = None,
    symbols: Symbols = 12,
    days: DaysOfSample = 180,
    seed: Seed = 1,
    trades_per_day: Trades = 20,
    clean: Clean = False,
    since: Day = None,
    until: Day = None,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Forget what was read and rebuild every table.")
    ] = False,
    train: Annotated[bool, typer.Option(help="Train the model of volatility afterwards.")] = True,
    engine: EngineGiven = DEFAULT,
    only: Only = None,
    as_json: AsJson = False,
) -> None:
    """Bring market data to gold, train the model, show it all, and write a page with it.

    Input comes from the buckets of anthill-local if that is deployed, else from --input or --sample. Only new
    files are taken in, and tables whose inputs did not change stay as they are. What was killed is done again by
    the next run.
    """
    from anthill_lakehouse.local.child import PipelineError  # noqa: PLC0415 - slow to load: Arrow
    from anthill_lakehouse.local.pipeline import run as run_pipeline  # noqa: PLC0415
    from operations.lakehouse.buckets import Days  # noqa: PLC0415 - slow to load: boto3
    from operations.lakehouse.intake import take_in  # noqa: PLC0415

    if use_sample and given:
        raise InputError("--sample and --input are both given: give one of them")
    if only and engine is Engine.SPARK:
        raise InputError("--only and --engine spark are both given: Spark makes all tables or none")
    spark = _spark() if engine is Engine.SPARK else None
    home = lakehouse_home()
    wanted = Days(since=since.date() if since else None, until=until.date() if until else None)
    with one_at_a_time(home), tempfile.TemporaryDirectory(prefix="anthill-sample-") as folder:
        if use_sample:
            given = Path(folder)
            made = _sample(given, symbols, days, seed, trades_per_day, clean=clean)
            _say(f"made {made['files']} sample files: {symbols} shares, {days} days, seed {seed}")
        intake = take_in(home, given, wanted, _say)
        try:
            done = run_pipeline(
                home, engine=engine, spark=spark, full_refresh=full_refresh, only=only, say=_say
            )
        except PipelineError as error:
            raise OperationError(str(error)) from error
        if done.state == "done":
            write_made(home, project_root(), engine.capitalize(), datetime.now(UTC))
        model = _model(home) if train and not only else None
        report = None if only else _write_page(home)
    if as_json:
        told = asdict(done) | {"input": asdict(intake), "model": model, "report": report and str(report)}
        told |= {"all_seconds": round(elapsed(), 1)}
        typer.echo(json.dumps(told, indent=2))
        return
    if only:
        typer.echo(f"{done.state} in {done.seconds} s: {only} has {done.tables[only]} rows")
        return
    show_in_terminal(gold_view(home), Console())
    if model:
        typer.echo(_about(model))
    seconds = f"{elapsed():.1f} s, the tables in {done.seconds} s"
    typer.echo(f"{done.state} in {seconds}; the same as a page: {report}")


@lakehouse.command("java")
def java_found(
    home: Annotated[bool, typer.Option("--home", help="Print its folder and nothing else.")] = False,
) -> None:
    """Say which Java runs Spark here: one that comes with Spark, which is installed if it isn't yet."""
    spark = _spark()
    typer.echo(
        str(spark.java_home) if home else f"Spark {spark.version} runs on the Java in {spark.java_home}"
    )


@lakehouse.command()
def show(as_json: AsJson = False) -> None:
    """Show the gold tables of the last run again."""
    view = gold_view(lakehouse_home())
    if as_json:
        typer.echo(json.dumps(asdict(view), indent=2))
        return
    show_in_terminal(view, Console())
    typer.echo(f"the same as a page: {_write_page(lakehouse_home())}")


@lakehouse.command()
def clean(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Remove the lakehouse of this checkout: what was taken in and every table."""
    home = lakehouse_home()
    if not home.exists():
        typer.echo(f"there is none in {home}")
        return
    if not yes:
        typer.confirm(f"Remove {home}?", abort=True)
    with one_at_a_time(home):
        remove(home)
    typer.echo(f"removed {home}")


def _sample(folder: Path, symbols: int, days: int, seed: int, trades: int, *, clean: bool) -> dict[str, Any]:
    from anthill_lakehouse.sample.market import generate  # noqa: PLC0415 - slow to load: Arrow

    try:
        made = generate(
            folder, symbols=symbols, days=days, seed=seed, trades_per_day=trades, faults=not clean
        )
    except ValueError as error:
        raise InputError(str(error)) from error
    return asdict(made)


def _spark() -> "SparkEnvironment":
    from operations.lakehouse.spark_environment import spark_environment  # noqa: PLC0415 - slow to load: Arrow

    return spark_environment(_say)


def _model(home: Path) -> dict[str, Any] | None:
    from anthill_lakehouse.local.training import digest_of_training  # noqa: PLC0415 - slow to load: Arrow

    return model_of(home, digest_of_training(home), _train)


def _train(home: Path) -> dict[str, Any] | None:
    from anthill_lakehouse.local.training import train_model  # noqa: PLC0415 - slow to load: MLflow
    from anthill_lakehouse.model.errors import TooLittleDataError  # noqa: PLC0415

    _say("training the model")
    try:
        return train_model(home)
    except TooLittleDataError as error:
        _say(f"no model: {error}")
        return None


def _about(model: dict[str, Any]) -> str:
    registered, scores, baseline = model["registered"], model["scores"], model["baseline"]
    return (
        f"model {registered['name']} version {registered['version']} "
        f"({'new' if registered['is_new'] else 'the same as before'}"
        f"{', champion' if registered['is_champion'] else ''}): on {model['held_out_rows']} unseen rows since "
        f"{model['held_out_from']} QLIKE {scores['qlike']:.4f}, baseline {baseline['qlike']:.4f}"
    )


def _write_page(home: Path) -> Path:
    report = home / "report.html"
    write_file(report, page(gold_view(home)))
    return report


def _say(line: str) -> None:
    typer.echo(f"lakehouse: {line}", err=True)
