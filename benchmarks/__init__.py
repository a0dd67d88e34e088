"""What it costs: every module measures one thing and prints JSON lines, the floor of the same run beside it."""
