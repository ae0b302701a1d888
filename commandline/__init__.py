"""The command line, a file for each group of commands.  Heavy rooms are imported inside the functions that need them."""
