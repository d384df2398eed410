"""audit: what was asked of Plannr and how it ended; append-only, chained, in English (architecture.md section 3)."""
