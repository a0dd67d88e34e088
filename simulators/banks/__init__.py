"""Simulated payment gateways: `python -m simulators banks --port N`, all under one address, steered at /control/.

Written from the banks' documents alone; one module per bank, the document's own paths, names and casing.
`docs/payments/simulators.md` lists the terminals, the buttons, the faults and the verbs.
"""

from simulators.banks.network import Network

__all__ = ["MAIN", "Network"]

MAIN = Network
