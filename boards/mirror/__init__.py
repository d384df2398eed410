"""mirror: what Plannr last said, in tables of ours, with how fresh it is (architecture.md section 2).

Nothing here is a truth of its own. Rows are written only from Plannr's answers, a confirmed write is never overlaid
by an older read, and a case leaves only on positive evidence.
"""
