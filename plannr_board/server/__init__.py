"""What stands before Django in a server's process: its options, what is taken in of a request, and the probes."""
