"""The verbs of the house: a module is a sentence such as *enrol participant*.

What a verb needs from outside (log, books, channel, clock) is named in ``ports``. It must not
know which engine or framework stands behind a port.
"""
