"""An institution as data: reading a pack and checking all of it before anything is written (no Django)."""
