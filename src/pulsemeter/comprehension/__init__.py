"""Reading what people wrote for its meaning: adapters of `service.theme_ports.Reader`.

Everything happens on this machine, with models that a package brings along.
"""
