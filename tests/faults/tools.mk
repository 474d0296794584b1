# What the fault matrix needs besides the program.
include Makefile

faults-tools:

.PHONY: faults-tools
