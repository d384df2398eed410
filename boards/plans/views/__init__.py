"""What answers a request: plans and clients to read, the cover form, the page that asks, and a save's outcome."""
