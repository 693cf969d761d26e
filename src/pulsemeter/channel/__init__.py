"""How released snapshots reach the dashboards that are listening.

Every viewer has a mailbox that holds the newest snapshot only, so a slow one is never waited for.
It must not compute or alter figures.
"""
