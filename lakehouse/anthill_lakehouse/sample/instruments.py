"""The instruments of the sample: invented issuers with ISINs that check."""

from dataclasses import dataclass
from random import Random
from typing import Final

PLACES: Final = (("XNAS", "US", "USD"), ("XETR", "DE", "EUR"), ("XSWX", "CH", "CHF"), ("XLON", "GB", "GBP"))
"""Exchange, country and currency, which instruments take in turn."""
FIRST: Final = ("North", "Silver", "Amber", "Cedar", "Delta", "Harbour", "Iron", "Lake", "Meadow", "Stone")
SECOND: Final = ("Foods", "Energy", "Logistics", "Pharma", "Software", "Steel", "Textiles", "Water", "Works")


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """An instrument, and how its returns follow its index: `beta` times, with `noise` a day."""

    isin: str
    name: str
    kind: str
    currency: str
    exchange: str
    price: float
    beta: float
    noise: float


def with_check_digit(body: str) -> str:
    """Return eleven characters of an ISIN and its check digit (ISO 6166: Luhn over letters as 10 to 35)."""
    digits = "".join(str(int(character, 36)) for character in body)
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value // 10 + value % 10
    return f"{body}{-total % 10}"


def instruments(symbols: int, random: Random) -> list[Instrument]:
    """Return an index for each exchange and so many shares, spread over the exchanges."""
    made = [
        Instrument(
            isin=with_check_digit(f"{country}9990000{number:02}"),
            name=f"{exchange} All Share Index",
            kind="index",
            currency=currency,
            exchange=exchange,
            price=random.uniform(1000, 9000),
            beta=1.0,
            noise=0.0,
        )
        for number, (exchange, country, currency) in enumerate(PLACES)
    ]
    for number in range(symbols):
        exchange, country, currency = PLACES[number % len(PLACES)]
        first, second = FIRST[number % len(FIRST)], SECOND[number // len(FIRST) % len(SECOND)]
        made.append(
            Instrument(
                isin=with_check_digit(f"{country}000{number:06}"),
                name=f"{first} {second} {number}",
                kind="equity",
                currency=currency,
                exchange=exchange,
                price=random.uniform(20, 400),
                beta=random.uniform(0.5, 1.6),
                noise=random.uniform(0.006, 0.02),
            )
        )
    return made
