"""Lists of dues: read, looked at row by row, written in batches; what was paid is never taken back."""
