"""plans: the plan page, covers and beneficiaries, and the forms that cannot lose one (architecture.md section 5)."""
