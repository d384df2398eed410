"""The firm behind the API: records, the order of cases in each status, and keeping both on disk."""
