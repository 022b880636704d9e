"""How figures that are made of binary fractions are rounded, in every table alike."""

from pyspark.sql import Column
from pyspark.sql import functions as F


def rounded(value: Column, decimals: int) -> Column:
    """Return a value rounded, which hides the order in which sums were made; a zero is never negative.

    Rounding -0.0000001, or multiplying zero units by a loss, gives -0.0, which people read as a fault, and which
    grouping takes for another value than 0.0 on some engines. Adding 0.0 makes it 0.0 (IEEE 754, section 6.3).
    """
    return F.round(value, decimals) + F.lit(0.0)
