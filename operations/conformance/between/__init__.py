"""Whether what the pipeline of one environment may do reaches another."""
