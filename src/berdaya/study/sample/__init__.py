"""Samples: their size, their drawing, the weights that they end with."""
