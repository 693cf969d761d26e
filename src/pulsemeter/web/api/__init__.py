"""The API's own room: the table of its addresses, its description, and handlers that only programs
need. Handlers that pages of ours need too stand one floor up, beside those pages.

Translates; decides nothing.
"""
