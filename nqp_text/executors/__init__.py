"""Run a function over many tasks: here, in child processes with limits."""
