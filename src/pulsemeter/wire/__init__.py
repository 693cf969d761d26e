"""The contract with the browser, written once in Python.

JSON Schema and TypeScript are generated from these structs; a test fails when they differ.
This room knows shapes only: no rules, no storage, no transport.
"""
