"""A study's data for other programs, with the script that gives the same figures there."""
