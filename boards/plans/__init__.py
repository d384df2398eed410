"""plans: the plan page, covers and beneficiaries, and the forms that cannot lose one (design.md section 7)."""
