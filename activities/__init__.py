"""Activities: everything that touches the world, a file per stage; interface.py lists them all."""
