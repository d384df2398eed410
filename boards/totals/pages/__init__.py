"""What each page of the totals shows."""
