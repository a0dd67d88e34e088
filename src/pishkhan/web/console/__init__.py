"""Where administrators look after processes, incidents and certificates."""
