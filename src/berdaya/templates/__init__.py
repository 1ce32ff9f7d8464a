"""Studies to start from: data, no code."""
