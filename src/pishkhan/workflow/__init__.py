"""Process definitions, their versions, and the steps of open cases."""
