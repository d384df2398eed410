"""Pages and answers about a case: the case itself, its moves, its completion, a new one, and what is still pending."""
