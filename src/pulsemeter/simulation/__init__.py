"""A panel that never was: seeded participants with a known truth, and the mishaps of networks.

Pure and repeatable from a seed. What it makes is always called simulated. It must not know
sockets or clocks; another room plays its script.
"""
