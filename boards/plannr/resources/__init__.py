"""What can be asked and told, one kind of record a module: cases and statuses, accounts and logins, plans, covers."""
