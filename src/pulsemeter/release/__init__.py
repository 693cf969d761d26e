"""The gate that figures pass on their way out: the plan of a session, the rounding, the release.

Pure. Whatever leaves the protected store for a screen, a brief, a report or an interface goes
through here first. It must not know who asks or how the figures are carried.
"""
