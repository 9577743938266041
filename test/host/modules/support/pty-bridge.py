"""A pseudo-terminal whose other end is this process' standard input and output.

Prints the path of the terminal in a line of its own, then carries bytes both ways until its input ends.
"""
import os
import select
import sys
import tty

here, there = os.openpty()
tty.setraw(there)
sys.stdout.write(os.ttyname(there) + '\n')
sys.stdout.flush()
while True:
    readable, _, _ = select.select([0, here], [], [])
    if here in readable:
        os.write(1, os.read(here, 4096))
    if 0 in readable:
        data = os.read(0, 4096)
        if not data:
            break
        os.write(here, data)
