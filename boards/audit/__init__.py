"""audit: what was asked of Plannr and how it ended; append-only, chained, told in English (design.md section 5)."""
