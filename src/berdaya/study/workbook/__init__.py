"""A whole study as one workbook, and back."""
