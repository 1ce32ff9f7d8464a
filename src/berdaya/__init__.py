"""Berdaya: from questionnaires and interviews to a score that can be defended."""

__version__ = "0.1.0"
