"""What is computed of many cases: sums, forecast, ageing, timelines, the value bridge, flow."""
