"""The gold tables as one HTML page that needs nothing but itself."""

from operations.common.templates import render
from operations.lakehouse.charts import chart
from operations.lakehouse.gold_view import GoldView


def page(view: GoldView) -> str:
    """Return the page: charts first, then tables; it follows the reader's light or dark setting."""
    wanted = [
        ("What 1 became, with dividends", "times the start", view.growth),
        *(
            (f"What portfolios are worth in {currency}", currency, lines)
            for currency, lines in view.portfolios.items()
        ),
    ]
    drawn = [
        (title, chart(title, unit, lines, number), any(line.stale for line in lines))
        for number, (title, unit, lines) in enumerate(wanted)
    ]
    return render(
        "lakehouse/page.html",
        made=view.made,
        charts=[each for each in drawn if each[1]],
        sheets=view.sheets,
        quarantine=view.quarantine,
    )
