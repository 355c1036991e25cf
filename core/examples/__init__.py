"""Examples of own actions: cut from motion as it is seen, kept on disk as an ordinary data set. Imports no torch."""
