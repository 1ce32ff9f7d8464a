"""One pass over the answers: sums over cells, and the sampling design over rows.

Takes `Responses`, gives a `Tally`. May import `responses`, `instrument`, `stats` and below.
"""
