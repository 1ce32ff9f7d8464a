"""What makes a score, and what would move it."""
