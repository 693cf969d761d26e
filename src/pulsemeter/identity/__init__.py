"""Adapters that prove who somebody of the staff is: sealed passwords, passkeys.

Knows the two libraries and their formats; knows no book, no page, and not who may do what.
"""
