"""A chart tells its lines apart without colour, its gaps from values, and its numbers to a person."""

import re
from datetime import date, timedelta

import pytest

from operations.lakehouse.charts import COLOURS, chart
from operations.lakehouse.lines import Line, growth, oldest_prices, worth

DAYS = tuple(f"{date(2026, 1, 1) + timedelta(days=each)}" for each in range(60))


def line(name: str, *values: float | None, stale: tuple[str, ...] = ()) -> Line:
    return Line(name=name, days=DAYS[: len(values)], values=values, stale=stale)


def drawn(*lines: Line, unit: str = "CHF") -> str:
    """Return the chart for wide windows."""
    return str(chart("Title", unit, lines, 1)).split('<div class="narrow">')[0]


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def path_of(svg: str, colour: str) -> str:
    """Return the path of the line of a colour: what it draws from M to M without a gap."""
    paths = re.findall(rf'<path d="([^"]+)"[^>]*?stroke: {colour}', svg)
    return max(paths, key=len)


def test_axes_have_numbers_that_a_person_reads() -> None:
    svg = drawn(line("a", *(3_900_000.0 + 50_000 * each for each in range(40))))
    assert "million CHF" in texts(svg)
    assert texts(svg)[texts(svg).index("4") :][:3] == ["4", "4.25", "4.5"]
    assert not re.search(r">[^<]*\de[+-]?\d", svg)
    assert {"Feb", "2026-Feb"} <= set(texts(svg))


@pytest.mark.parametrize(
    ("largest", "label"), [(2e9, "billion CHF"), (50_000.0, "thousand CHF"), (900.0, "CHF")]
)
def test_an_axis_names_its_scale(largest: float, label: str) -> None:
    assert label in texts(drawn(line("a", 1.0, largest)))


def test_no_tick_is_a_negative_zero() -> None:
    svg = drawn(line("a", *(-0.3 + each / 100 for each in range(60))))
    assert "0" in texts(svg)
    assert not {"-0", "-0.0", "\N{MINUS SIGN}0"} & set(texts(svg))


def test_a_gap_is_a_gap_and_no_way_to_zero() -> None:
    whole = path_of(drawn(line("a", 5.0, 6.0, 7.0, 6.0, 5.0)), COLOURS[0])
    broken = path_of(drawn(line("a", 5.0, 6.0, None, 6.0, 5.0)), COLOURS[0])
    assert (whole.count("M"), broken.count("M")) == (1, 2)


def test_lines_are_told_apart_without_colour() -> None:
    lines = [
        line(name, *(float(each + index) for each in range(20))) for index, name in enumerate("abcdefgh")
    ]
    svg = drawn(*lines)
    dashes = [
        tuple(
            sorted(set(re.findall(rf'(?:stroke-dasharray: ([\d.,]+)[^"]*?)?stroke: {colour}; stroke-w', svg)))
        )
        for colour in COLOURS
    ]
    markers = re.findall(r'<use href="#([^"]+)"[^>]*stroke: (#\w+)', svg)
    shapes = [{shape for shape, colour in markers if colour == each} for each in COLOURS]
    assert all(len(shape) == 1 for shape in shapes)
    assert len(set.union(*shapes)) == len(COLOURS)
    assert len(set(dashes)) == len(COLOURS)


def test_the_legend_has_each_name_with_its_colour() -> None:
    svg = drawn(line("Amber & Sons", 1.0, 2.0), line("<Iron>", 2.0, 1.0))
    legend = svg[svg.index("legend_1") :]
    assert "Amber &amp; Sons" in legend
    assert "&lt;Iron&gt;" in legend
    assert all(legend.count(f"stroke: {colour}") for colour in COLOURS[:2])


def test_an_old_price_has_a_ring_and_the_legend_says_so() -> None:
    plain = drawn(line("a", 1.0, 2.0, 3.0))
    marked = drawn(line("a", 1.0, 2.0, 3.0, stale=(DAYS[1],)))
    words = "price of an earlier session"
    assert words not in plain
    assert words in marked


def test_what_has_no_two_values_is_no_chart() -> None:
    assert chart("Title", "CHF", [line("a", 1.0), line("b", None, 2.0)], 1) == ""


def test_the_same_data_give_the_same_bytes() -> None:
    lines = [line("a", 1.0, 2.0)]
    assert chart("Title", "CHF", lines, 1) == chart("Title", "CHF", lines, 1)


def test_who_does_not_see_it_is_told_what_it_shows() -> None:
    svg = drawn(line("a", 1.0, 2.5), line("b", 1.0, 2.0, None))
    assert 'aria-label="Title, lines over time (CHF); on the last day: a 2.50, b nothing"' in svg


def test_an_instrument_of_two_exchanges_has_two_lines() -> None:
    returns = [
        {"isin": "A", "exchange": exchange, "trade_date": day, "total_return": gain}
        for exchange in ("XLON", "XNAS")
        for day, gain in zip(DAYS[:2], (None, 0.5), strict=True)
    ]
    lines = list(growth(returns, [], {"A": "Amber"}))
    assert [(each.name, each.values) for each in lines] == [
        ("Amber on XLON", (1.0, 1.5)),
        ("Amber on XNAS", (1.0, 1.5)),
    ]


def test_only_prices_of_units_that_are_held_are_old() -> None:
    position = {"portfolio_id": "P", "currency": "USD", "date": DAYS[2], "price_date": DAYS[0]}
    assert oldest_prices([position | {"quantity": 0.0}]) == {}
    value = {"portfolio_id": "P", "currency": "USD", "date": DAYS[2], "positions": 1, "market_value": 1.0}
    for price_day, stale in ((DAYS[0], (DAYS[2],)), (DAYS[2], ())):
        lines = worth([value], [position | {"quantity": 1.0, "price_date": price_day}])
        assert lines["USD"][0].stale == stale
