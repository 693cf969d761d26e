"""From an analysis to bytes that a reader can open.

Pure. It arranges released figures and computes no estimate of its own, so a report can never
disagree with the screen. It must not read the store or write files.
"""
