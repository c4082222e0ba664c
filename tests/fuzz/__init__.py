"""Random input of every sort: no traceback, no hang, nothing unsafe that leaves, nothing old that is harmed."""
