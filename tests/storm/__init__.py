"""The storm: many payments through the real parts, each with a deed or a fault of the test list, while web, workers and
database are killed. In the end banks, ledger and dues must agree to the rial. `python -m tests.storm` runs it alone."""
