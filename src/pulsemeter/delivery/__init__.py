"""How briefs and notices reach people: couriers behind one port.

It must not decide what is sent or to whom; it carries what it was handed.
"""
