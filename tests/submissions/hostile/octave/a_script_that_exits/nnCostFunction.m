exit (0)
