"""The demonstration: fictional people and updates, a mailbox on loopback, and one process that runs it all."""
