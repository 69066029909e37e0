"""Foreign files are read in a process of their own: what is said to it, how it is held, how it is watched."""
