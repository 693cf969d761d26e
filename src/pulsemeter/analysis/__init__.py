"""The estimates: net approval, curves with bands, majorities, contrasts and verdicts.

Pure: arrays in, values out. Each estimate is written once, and the live screen, the brief, the
report and the library all call that one function. It must not know files, sockets or screens.
"""
