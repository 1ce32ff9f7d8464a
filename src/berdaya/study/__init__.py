"""A study: the folder, which files it names, and the stages run in order.

The one place that knows all stages. May import everything but `cli`.
"""
