#!/usr/bin/env python3
"""Hands one client to a streaming daemon: protocol 1 from the sender's side.

    sender.py SOCKET [DATA]     DATA is the daemon's JSON; - reads it from standard input

The client is one end of a TCP connection of our own, so that what the daemon answers can be printed.
"""
import array
import errno
import socket
import sys


def connect(path):
    """Daemons listen on either type of socket; the wrong one is told by EPROTOTYPE."""
    for kind in (socket.SOCK_SEQPACKET, socket.SOCK_STREAM):
        daemon = socket.socket(socket.AF_UNIX, kind)
        try:
            daemon.connect(path)
            return daemon
        except OSError as error:
            daemon.close()
            if error.errno != errno.EPROTOTYPE or kind == socket.SOCK_STREAM:
                raise


def hand_over(path, client, data):
    """One connection, one message with exactly one descriptor. Without data it is one NUL: something must be sent."""
    message = data or b"\0"
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [client.fileno()]))]
    with connect(path) as daemon:
        sent = daemon.sendmsg([message], rights)
        while sent < len(message):  # a stream socket may take a part; the rest goes without the descriptor
            sent += daemon.send(message[sent:])
    client.close()  # never shutdown(): the connection lives on with the daemon


if __name__ == "__main__":
    argument = sys.argv[2] if len(sys.argv) > 2 else ""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        browser = socket.create_connection(listener.getsockname())
        hand_over(sys.argv[1], listener.accept()[0], sys.stdin.buffer.read() if argument == "-" else argument.encode())
    while piece := browser.recv(65536):
        sys.stdout.buffer.write(piece)
