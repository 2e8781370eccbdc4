"""The commands of the command line, one file each: arguments in, files out; heavy imports only when one is called."""
