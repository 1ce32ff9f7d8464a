"""What the report tells, a file a section: each makes blocks of findings, in one language."""
