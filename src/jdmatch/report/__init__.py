"""What people look at: readings and fits in a notebook, a page over a scored file, plots.

Everything that comes from a text is escaped; every page is whole in itself and asks no network for anything.
"""
