"""What study.yaml says, part by part, with the files that it names."""
