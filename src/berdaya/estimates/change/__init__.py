"""What changed between two waves, and against a comparison group."""
