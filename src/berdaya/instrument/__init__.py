"""What is asked and how it adds up.

Takes files, gives a frozen `Instrument`. May import `located`, `stats`, `words`, `errors`.
"""
