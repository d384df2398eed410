"""The figures drawn, as SVG that obeys the CSP; each chart has a table that says the same."""
