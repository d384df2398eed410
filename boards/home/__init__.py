"""home: the page a person begins with, the search for a client, how each client stands, and what to put right."""
