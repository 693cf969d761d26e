"""Children that can harm nobody: programs bounded in time, memory and what they write.

What works on a file from outside with a library that may fall over it runs here, not in the server
and not in a command. This room must not know what its children do.
"""
