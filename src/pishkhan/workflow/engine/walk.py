"""placeholder"""

from pishkhan.workflow.engine.graph import Graph
from pishkhan.workflow.engine.marking import Marking


def stuck(graph: Graph, marking: Marking) -> bool:
    return False
