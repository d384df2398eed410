"""The filters of cases, which boards, lists and totals share: one form, its chips, its words."""
