"""What other weights would do."""
