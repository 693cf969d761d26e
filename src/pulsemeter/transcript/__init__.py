"""From subtitle files to statements: SRT, WebVTT and plain text become cues, then statements.

Pure: text in, values out, and every line that cannot be read is named by its number. It must not
open files itself.
"""
