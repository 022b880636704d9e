"""Gold: what people and Power BI ask of the market data, as tables."""
