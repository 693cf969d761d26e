"""Programs that travel in packages of persons. They stand alone: whoever has a package needs no
Pulsemeter, only Python with polars, or R."""
