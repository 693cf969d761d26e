"""The composition root: the only module that names an engine.

Everything below speaks to ports; here a data folder becomes a log, a book and a channel. It must
not hold rules, and nothing but the command line may import it.
"""
