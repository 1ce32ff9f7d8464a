"""The quality of the field work."""
