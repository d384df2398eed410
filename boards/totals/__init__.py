"""totals: questions about many cases at once. What they are worth by status, type, adviser and month, how that moves
between two dates, how old the work is, and all of it as CSV and XLSX.

No endpoint of Plannr's sums anything (plannr-api.md 12): everything here is summed from the mirror. Money: pennies.
"""
