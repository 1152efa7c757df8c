#!/usr/bin/env python3
"""A streaming daemon of few lines: protocol 1 from the receiver's side. It answers each client with its own data.

    receiver.py SOCKET [seqpacket|stream]
"""
import array
import os
import socket
import sys

DATA_MAX = 256 * 1024


def receive(door):
    """One handoff: the client's socket (or None) and the data, which ends with the message or, on a stream, at EOF."""
    client, data = None, b""
    while True:
        piece, rights, flags, _ = door.recvmsg(DATA_MAX, socket.CMSG_SPACE(4), socket.MSG_CMSG_CLOEXEC)
        for level, kind, content in rights:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                descriptors = array.array("i", content[: len(content) // 4 * 4])
                client = client or socket.socket(fileno=descriptors[0])
                for extra in descriptors[1:]:  # 24 bytes of control buffer hold two: close what was not asked for
                    os.close(extra)
        data += piece
        if not piece or door.type == socket.SOCK_SEQPACKET:
            return client, data.strip(b"\0")


def answer(client, data):
    client.settimeout(10)  # it may arrive in either mode; and nobody waits for ever
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n" + data)
    client.shutdown(socket.SHUT_WR)
    while client.recv(65536):  # what it still sends must be read, or close() cuts off our answer
        pass


if __name__ == "__main__":
    stream = sys.argv[2:] == ["stream"]
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM if stream else socket.SOCK_SEQPACKET)
    if os.path.exists(sys.argv[1]):
        os.unlink(sys.argv[1])  # an example's way: a daemon asks first whether somebody listens there
    listener.bind(sys.argv[1])
    listener.listen(128)
    print("ready", flush=True)
    while True:
        with listener.accept()[0] as door:
            client, data = receive(door)
        if client:
            with client:
                answer(client, data)
