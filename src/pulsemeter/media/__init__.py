"""The video as a file: probing it, making it playable, cutting it.

The only room that runs ffmpeg. It must not know studies or reactions, only files and
milliseconds.
"""
