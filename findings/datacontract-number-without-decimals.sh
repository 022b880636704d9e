#!/usr/bin/env bash
# datacontract-cli 1.2.8 exports the logical type `number` of a data contract as a decimal without decimal places.
#
# Versions: datacontract-cli 1.2.8, Open Data Contract Standard 3.1.0, Python 3.11 or later.
# Expected: `number` is any number in the standard (JSON's), so a column of that type holds 176.76: a double, or a
#   decimal with a scale. `integer` has one width for one platform.
# Seen: DecimalType(10, 0) for Spark and DECIMAL(38,0) for Databricks: what is written into such a table is rounded to
#   whole units, in Spark up to 10 digits. `integer` is a LongType for Spark and an INT of 32 bits for Databricks, which
#   Spark runs. No warning; `lint` says that the contract is valid. With `physicalType` both are as written.
# Why it matters: prices, rates and quantities become whole numbers, and a day's volume beyond 2,147,483,647 units does
#   not fit, in a table that was made from the very contract that promises them.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check datacontract-cli==1.2.8 2>/dev/null
cat >"$place/prices.json" <<'JSON'
{
  "apiVersion": "v3.1.0", "kind": "DataContract", "id": "example.prices", "name": "prices", "version": "1.0.0",
  "status": "active",
  "schema": [{"name": "prices", "logicalType": "object", "properties": [
    {"name": "price", "logicalType": "number"},
    {"name": "units", "logicalType": "integer"},
    {"name": "exact", "logicalType": "number", "physicalType": "DECIMAL(18,6)"}
  ]}]
}
JSON
datacontract="$place/venv/bin/datacontract"
"$datacontract" lint "$place/prices.json" 2>&1 | grep -o 'Data contract is valid\.'
{
  "$datacontract" export spark "$place/prices.json" 2>/dev/null | tr -d ' \n' | grep -oE '(Decimal|Long)Type\([0-9,]*\)'
  "$datacontract" export sql --dialect databricks "$place/prices.json" 2>/dev/null | grep -oE '(price|units|exact) [A-Z0-9(),]*\)?' |
    sed 's/,$//'
} >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
DecimalType(10,0)
LongType()
DecimalType(18,6)
price DECIMAL(38,0)
units INT
exact DECIMAL(18,6)
EXPECTED
echo "as described"
