"""One analysis a file: what a command, the library and the report ask of a study."""
