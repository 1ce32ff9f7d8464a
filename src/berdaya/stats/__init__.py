"""Statistics: arrays in, arrays out; knows no question, file or person."""
