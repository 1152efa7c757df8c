#!/usr/bin/env python3
"""A streaming daemon that answers each client with its own data: receiver.py SOCKET [seqpacket|stream]"""
import array, os, socket, sys


def receive(door, descriptors):
    """One handoff: collects its descriptors; the data ends with the message or, on a stream, at EOF."""
    data = b""
    door.settimeout(5)  # a sender that says nothing must not keep the next one waiting
    while True:
        piece, rights, _, _ = door.recvmsg(256 * 1024, socket.CMSG_SPACE(4), socket.MSG_CMSG_CLOEXEC)
        for level, kind, content in rights:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                descriptors.frombytes(content[: len(content) // 4 * 4])
        data += piece
        if not piece or door.type == socket.SOCK_SEQPACKET:
            return data.strip(b"\0")


def serve(door):
    descriptors = array.array("i")
    try:
        with door:
            data = receive(door, descriptors)
        if descriptors:
            with socket.socket(fileno=descriptors[0]) as client:
                del descriptors[0]  # closed by the socket from here on
                client.settimeout(10)  # it may arrive in either mode; and nobody waits for ever
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n" + data)
                client.shutdown(socket.SHUT_WR)
                while client.recv(65536): pass  # unread input would make close() cut off our answer
    except OSError as error:  # a client that has gone or a silent sender ends nothing but itself
        print(error, file=sys.stderr)
    finally:
        for left in descriptors:  # what was not asked for: the control buffer has room for two, a stream for more
            os.close(left)


listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM if "stream" in sys.argv[2:] else socket.SOCK_SEQPACKET)
if os.path.exists(sys.argv[1]):
    os.unlink(sys.argv[1])  # an example's way: a daemon asks first whether somebody listens there
listener.bind(sys.argv[1])
listener.listen(128)
print("ready", flush=True)
while True:
    serve(listener.accept()[0])
