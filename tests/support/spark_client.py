"""A pytest plugin that lets Spark's client start in a worker of pytest-xdist.

A worker runs as a program without a file. The client takes such a program for a test of its own, asks for all of Spark,
and ends the worker (pyspark-client 4.2, `check_dependencies`).
"""

import __main__

if not hasattr(__main__, "__file__"):
    __main__.__file__ = __file__
