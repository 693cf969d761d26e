"""A dress rehearsal: a simulated panel that comes in through the real doors.

It plays the script of ``simulation`` against a running server over real sockets, then compares
what was acknowledged with what the log and the tally hold. It must not reach around the doors
that participants use.
"""
