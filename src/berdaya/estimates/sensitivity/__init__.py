"""What decides a result: chance and choices."""
