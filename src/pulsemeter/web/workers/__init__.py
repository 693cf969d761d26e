"""Sockets carried by processes of their own, for servers with more phones than one core can hear.

The cut is the contract of `web.socket`: a worker moves bytes between phones and one line to the
serving process, which alone knows seats, sequences and the log. Nothing of a session may live here.
"""
