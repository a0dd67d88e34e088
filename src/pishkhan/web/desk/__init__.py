"""Where clerks live: inbox and task."""
