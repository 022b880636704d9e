-- The yardstick: what the lakehouse makes of intraday trades, said once more in DuckDB's SQL, from the same files.
-- Only the rules of the trades are repeated; the small datasets of the benchmark have no faults.
SET TimeZone = 'UTC';

CREATE TABLE delivered AS
SELECT filename, trade_id, isin, exchange, traded_at, price, quantity, currency
FROM read_ndjson(
    getvariable('home') || '/arrivals/market/intraday-trades/**/*.gz',
    columns = {
        trade_id: 'VARCHAR', isin: 'VARCHAR', exchange: 'VARCHAR', traded_at: 'VARCHAR', price: 'VARCHAR',
        quantity: 'VARCHAR', currency: 'VARCHAR'
    },
    compression = 'gzip', filename = true, ignore_errors = true
);

-- What arrived later comes later; within a file, the rows of the table above are in the order of its lines.
CREATE TABLE arrivals AS
SELECT filename, row_number() OVER (ORDER BY last_modified, filename) AS arrival
FROM read_blob(getvariable('home') || '/arrivals/market/intraday-trades/**/*.gz');

CREATE TABLE zones AS
SELECT * FROM (VALUES
    ('XLON', 'Europe/London', TIME '08:00', TIME '16:30'), ('XNAS', 'America/New_York', TIME '09:30', TIME '16:00'),
    ('XNYS', 'America/New_York', TIME '09:30', TIME '16:00'), ('XETR', 'Europe/Berlin', TIME '09:00', TIME '17:30'),
    ('XPAR', 'Europe/Paris', TIME '09:00', TIME '17:30'), ('XSWX', 'Europe/Zurich', TIME '09:00', TIME '17:30')
) known (exchange, zone, opens, closes);

CREATE TABLE valid AS
WITH typed AS (
    SELECT
        arrival,
        delivered.rowid AS place,
        nullif(trim(trade_id), '') AS trade_id,
        nullif(trim(isin), '') AS isin,
        nullif(trim(exchange), '') AS exchange,
        TRY_CAST(trim(traded_at) AS TIMESTAMP) AS traded_at,
        TRY_CAST(trim(price) AS DECIMAL(18, 6)) AS price,
        TRY_CAST(trim(quantity) AS DECIMAL(18, 6)) AS quantity,
        nullif(trim(currency), '') AS currency
    FROM delivered JOIN arrivals USING (filename)
)
SELECT * FROM typed
WHERE trade_id IS NOT NULL
    AND traded_at IS NOT NULL
    AND regexp_full_match(isin, '[A-Z]{2}[A-Z0-9]{9}[0-9]')
    AND exchange IN (SELECT exchange FROM zones)
    AND price > 0
    AND quantity > 0
    AND currency IN (SELECT unnest(string_split(
        'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP '
        || 'CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL '
        || 'HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD '
        || 'MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR '
        || 'PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND '
        || 'TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG', ' ')));

-- Most trades are told once; only the others have to be put in order.
CREATE TABLE told_again AS
SELECT trade_id, exchange FROM valid GROUP BY trade_id, exchange HAVING count(*) > 1;

-- A record that says what the one before it said, but for the time, is a duplicate.
CREATE TABLE versions AS
SELECT
    *,
    coalesce(
        row(isin, price, quantity, currency) = lag(row(isin, price, quantity, currency)) OVER (
            PARTITION BY trade_id, exchange ORDER BY traded_at, arrival, place
        ),
        false
    ) AS is_duplicate
FROM valid SEMI JOIN told_again USING (trade_id, exchange);

CREATE VIEW trades AS
SELECT isin, exchange, traded_at, trade_id, price::DOUBLE AS price, quantity::DOUBLE AS quantity
FROM (
    SELECT * FROM valid ANTI JOIN told_again USING (trade_id, exchange)
    UNION ALL
    SELECT * EXCLUDE (is_duplicate) FROM versions
    WHERE NOT is_duplicate
    QUALIFY row_number() OVER (
        PARTITION BY trade_id, exchange ORDER BY traded_at DESC, arrival DESC, place DESC
    ) = 1
);

CREATE TABLE sessions AS
WITH spans AS (
    SELECT exchange, min(trade_date::DATE) AS first, max(trade_date::DATE) AS last
    FROM read_ndjson(getvariable('home') || '/landing/market/daily-prices/**/*.gz')
    GROUP BY exchange
), days AS (
    SELECT exchange, unnest(generate_series(first, last, INTERVAL 1 DAY))::DATE AS session_date FROM spans
), holidays AS (
    SELECT exchange, holiday_date::DATE AS session_date, nullif(early_close, '')::TIME AS early_close
    FROM read_csv(getvariable('home') || '/landing/market/holidays/**/*.csv', header = true, all_varchar = true)
)
SELECT
    exchange,
    session_date,
    (session_date + opens) AT TIME ZONE zone AT TIME ZONE 'UTC' AS opens_at,
    (session_date + coalesce(early_close, closes)) AT TIME ZONE zone AT TIME ZONE 'UTC' AS closes_at
FROM days
JOIN zones USING (exchange)
LEFT JOIN holidays USING (exchange, session_date)
WHERE isodow(session_date) < 6 AND (holidays.exchange IS NULL OR early_close IS NOT NULL);

CREATE TABLE bars AS
WITH five_minutes AS (
    SELECT
        isin,
        exchange,
        time_bucket(INTERVAL 5 MINUTE, traded_at) AS bar_start,
        arg_min(price, (traded_at, trade_id)) AS open,
        max(price) AS high,
        min(price) AS low,
        arg_max(price, (traded_at, trade_id)) AS close,
        round(sum(price * quantity) / sum(quantity), 6) AS vwap,
        round(sum(quantity), 6) AS volume,
        count(*) AS trades
    FROM trades
    GROUP BY ALL
)
SELECT five_minutes.*, session_date
FROM five_minutes
JOIN zones USING (exchange)
JOIN sessions ON sessions.exchange = five_minutes.exchange
    AND session_date = (bar_start AT TIME ZONE 'UTC' AT TIME ZONE zone)::DATE
    AND bar_start >= opens_at
    AND bar_start < closes_at;

CREATE TABLE summary AS
WITH steps AS (
    SELECT *, ln(close / lag(close) OVER (PARTITION BY isin, exchange, session_date ORDER BY bar_start)) AS step
    FROM bars
)
SELECT
    isin,
    exchange,
    session_date,
    arg_min(open, bar_start) AS open,
    max(high) AS high,
    min(low) AS low,
    arg_max(close, bar_start) AS close,
    round(sum(vwap * volume) / sum(volume), 6) AS vwap,
    round(sum(volume), 6) AS volume,
    sum(trades)::BIGINT AS trades,
    round(sqrt(sum(step * step)), 12) AS realised_volatility
FROM steps
GROUP BY isin, exchange, session_date;

CREATE TABLE counts AS
SELECT
    (SELECT count(*) FROM delivered) AS received,
    (SELECT count(*) FROM versions WHERE is_duplicate) AS duplicates,
    (SELECT count(*) FROM delivered) - (SELECT count(*) FROM valid) AS quarantined;
