// The program that does nothing, for the time that starting takes.
process.exitCode = 0
