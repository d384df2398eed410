"""One request to Plannr and what its answer means; httpx is spoken here only."""
