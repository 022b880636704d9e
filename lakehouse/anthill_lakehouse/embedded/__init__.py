"""The pipeline's definitions on Sail, an engine that answers Spark's client inside of a Python process, without Java.

Sail has no streams and runs no declarative pipelines. What Spark does for those is here: the graph of what the
definitions declare, the new files of each dataset, and versions of tables that replace each other at once.
"""
