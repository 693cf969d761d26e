"""Where the log and the books are kept: engines behind the ports of the service.

Each engine passes the same contract suite; the one in memory is the reference. It must not decide
who may do what, and only ``bootstrap`` may name an engine.
"""
