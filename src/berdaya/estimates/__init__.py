"""What may be said, and how surely.

Takes a tally, gives `Estimates`. May import `tally` and below; sees sums, never a person's answers.
"""
