"""One file per sub-command of `anthill`: its options, the call, what is printed."""
