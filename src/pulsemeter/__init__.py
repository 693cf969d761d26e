"""Pulsemeter measures what a speech does to whom, statement by statement.

The folders are the stations of one press of a thumb, and the floors are the direction of
dependency: a room imports only from rooms below it. ``docs/explanation/the_path_of_one_click.md``
walks the way from the thumb to the picture.
"""

__version__ = "0.1.0"
