"""HTTP, pages and sockets.

It translates between the browser and the verbs of the service and decides nothing. It must not
name an engine or hold a rule of measurement.
"""
