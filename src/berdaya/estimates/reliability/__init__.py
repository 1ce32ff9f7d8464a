"""The quality of the instrument, and of those who score."""
