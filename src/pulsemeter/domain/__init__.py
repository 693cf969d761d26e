"""What Pulsemeter talks about: studies, sessions, reactions, statements.

Values and rules only, built from the standard library. This room knows no clock, disk,
network, randomness or framework; everything above may import it, it imports nothing.
"""
