"""What answers each address of the API, one module for each kind of record."""
