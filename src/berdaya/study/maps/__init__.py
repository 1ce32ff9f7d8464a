"""The study's map: brought in, made simple, given to the report."""
