-- The lines of a day of trading: file (when it was begun, in seconds), delivered, line, fault, text.
-- Chance is a hash of seed, trade and topic, so that threads change nothing.
WITH numbered AS (
    SELECT
        range AS line,
        -- Of a hundred lines one is said again, of a thousand two have another price and five are wrong.
        CASE
            WHEN range % 100 = 3 THEN 'again'
            WHEN range % 1000 = 11 THEN 'correction'
            WHEN range % 1000 = 511 THEN 'older'
            WHEN range % 200 = 7 THEN [
                'price.positive', 'price.type', 'quantity.positive', 'quantity.missing',
                'currency.known', 'exchange.known', 'isin.form', 'record.malformed'
            ][(range // 200) % 8 + 1]
        END AS fault,
        -- These three tell of the trade in the line before.
        CASE WHEN fault IN ('again', 'correction', 'older') THEN range - 1 ELSE range END AS trade
    FROM range($first, $end)
), traded AS (
    SELECT
        numbered.*,
        quotes.* EXCLUDE (number, low, high, opens, closes),
        -- From five minutes before trading begins to five minutes after its end.
        (opens - 300) * 1000000
            + (hash($seed, trade, 'time') % ((closes - opens + 600) * 1000000)::UBIGINT)::BIGINT
            + CASE fault WHEN 'correction' THEN 1000 WHEN 'older' THEN -1000 ELSE 0 END AS traded_at,
        low + (hash($seed, trade, 'price') % (high - low + 1)::UBIGINT)::BIGINT
            + CASE WHEN fault IN ('correction', 'older') THEN 1 ELSE 0 END AS cents,
        1 + hash($seed, trade, 'quantity') % 1000 AS quantity,
        -- Most arrive within seconds; what is said again, within a quarter of an hour.
        traded_at + (hash($seed, line, 'late') % (CASE WHEN line = trade THEN 5000000 ELSE 900000000 END)::UBIGINT)
            ::BIGINT AS delivered
    FROM numbered
    JOIN quotes ON quotes.day = $day
        AND quotes.number = hash($seed, trade, 'share') % (SELECT count(*) FROM quotes WHERE day = $day)::UBIGINT
), written AS (
    SELECT
        *,
        concat(
            '{"trade_id": "', exchange, strftime(day, '-%Y%m%d-'), lpad(trade::VARCHAR, 10, '0'),
            '", "isin": "', CASE fault WHEN 'isin.form' THEN lower(isin) ELSE isin END,
            '", "exchange": "', CASE fault WHEN 'exchange.known' THEN 'XXXX' ELSE exchange END,
            '", "traded_at": "', strftime(make_timestamp(traded_at), '%Y-%m-%dT%H:%M:%S.%fZ'),
            '", "price": ',
            CASE fault
                WHEN 'price.positive' THEN '0.0'
                WHEN 'price.type' THEN '"n/a"'
                ELSE concat(cents // 100, '.', lpad((cents % 100)::VARCHAR, 2, '0'))
            END,
            ', "quantity": ',
            CASE fault WHEN 'quantity.positive' THEN '-1' WHEN 'quantity.missing' THEN 'null' ELSE quantity::VARCHAR END,
            ', "currency": "', CASE fault WHEN 'currency.known' THEN 'XXX' ELSE currency END, '"}'
        ) AS record
    FROM traded
)
SELECT
    delivered // (1000000 * $seconds) * $seconds AS file,
    delivered,
    line,
    fault,
    CASE fault WHEN 'record.malformed' THEN left(record, 70) ELSE record END AS text
FROM written
