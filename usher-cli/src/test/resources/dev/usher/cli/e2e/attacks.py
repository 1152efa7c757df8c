"""Half good, half malformed handoffs (ATTACKS 5G), in turn, each checked from the client's side.

    attacks.py SOCKET seqpacket|stream COUNT

A good one must be streamed whole, with its own prompt. A malformed one must be answered 400 where it has one client,
else every descriptor it carried must be closed by the daemon. Prints "served N refused N of COUNT".
"""
import array
import os
import select
import socket
import struct
import sys

PATH, KIND, COUNT = sys.argv[1], sys.argv[2], int(sys.argv[3])
TYPE = socket.SOCK_STREAM if KIND == "stream" else socket.SOCK_SEQPACKET
SCM_RIGHTS, SOL_SOCKET = socket.SCM_RIGHTS, socket.SOL_SOCKET
SO_SNDBUFFORCE = 32


def door():
    connection = socket.socket(socket.AF_UNIX, TYPE)
    connection.connect(PATH)
    return connection


def rights(*descriptors):
    return [(SOL_SOCKET, SCM_RIGHTS, array.array("i", descriptors))]


def send(data, control):
    with door() as connection:
        connection.sendmsg([data], control)


class Client:
    """A TCP client and the door's end of it."""

    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def __init__(self):
        self.browser = socket.create_connection(self.listener.getsockname())
        self.browser.settimeout(20)
        self.end = self.listener.accept()[0]

    def hears(self):
        self.end.close()
        heard = b""
        try:
            while piece := self.browser.recv(65536):
                heard += piece
        except ConnectionResetError:
            heard += b"(reset)"
        self.browser.close()
        return heard


def closed(reader):
    """Whether all other ends of a pipe or socket pair are closed within ten seconds."""
    poll = select.poll()
    poll.register(reader, select.POLLIN | select.POLLHUP)
    return bool(poll.poll(10_000)) and os.read(reader, 1) == b""


def answered_400(data, split=False):
    client = Client()
    if split:
        with door() as connection:
            connection.sendmsg([data[:1]], rights(client.end.fileno()))
            for i in range(1, len(data)):
                connection.send(data[i : i + 1])
    else:
        send(data, rights(client.end.fileno()))
    heard = client.hears()
    assert heard.startswith(b"HTTP/1.1 400 "), heard
    assert b'"error"' in heard, heard


def many(count):
    """That many write ends of one pipe, and none of them may stay open."""
    reader, writer = os.pipe()
    copies = [os.dup(writer) for _ in range(count - 1)] + [writer]
    send(b"{}", rights(*copies))
    for copy in copies:
        os.close(copy)
    assert closed(reader), f"{count} descriptors were not all closed"
    os.close(reader)


def many_clients():
    clients = [Client(), Client()]
    send(b"{}", rights(*(client.end.fileno() for client in clients)))
    for client in clients:
        heard = client.hears()
        assert heard == b"", heard


def two_messages():
    """On a sequence of packets the second message is another handoff on the same connection; one is all there is."""
    first, second = Client(), Client()
    with door() as connection:
        connection.sendmsg([b"[1]"], rights(first.end.fileno()))
        try:
            connection.sendmsg([b"[2]"], rights(second.end.fileno()))
        except BrokenPipeError:
            pass
    assert first.hears().startswith((b"HTTP/1.1 400 ", b"(reset)")) or TYPE == socket.SOCK_STREAM
    assert not second.hears().startswith(b"HTTP/1.1 200 ")


def too_long():
    client = Client()
    with door() as connection:
        try:
            connection.setsockopt(SOL_SOCKET, SO_SNDBUFFORCE, 4 << 20)
        except PermissionError:
            connection.setsockopt(SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        message = b'{"prompt":"' + b"x" * 1_500_000 + b'"}'
        try:
            sent = connection.sendmsg([message], rights(client.end.fileno()))
            while sent < len(message):
                sent += connection.send(message[sent:])
        except (BrokenPipeError, ConnectionResetError):
            pass
    heard = client.hears()
    assert not heard.startswith(b"HTTP/1.1 200 "), heard[:100]


def odd(make):
    """A descriptor that is no connected stream socket: refused, and closed."""
    descriptor, others = make()
    number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
    send(b'{"prompt":"x"}', rights(number))
    if isinstance(descriptor, int):
        os.close(number)
    else:
        descriptor.close()
    for other in others:
        other.close()


def pipe_end():
    reader, writer = os.pipe()
    send(b"{}", rights(writer))
    os.close(writer)
    assert closed(reader)
    os.close(reader)


def epoll():
    return select.epoll(), []


def udp():
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.connect(("127.0.0.1", 9))
    return one, []


def packets():
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    return one, [other]


def datagrams():
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    return one, [other]


def dead_pair():
    one, other = socket.socketpair()
    other.close()
    return one, []


def reset():
    client = Client()
    client.browser.setsockopt(SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.browser.close()
    return client.end, []


def nothing():
    door().close()


def credentials():
    with door() as connection:
        connection.sendmsg([b"{}"], [(SOL_SOCKET, 2, struct.pack("iii", os.getpid(), os.getuid(), os.getgid()))])


def itself():
    """The connection to the daemon, sent over itself."""
    with door() as connection:
        connection.sendmsg([b"{}"], rights(connection.fileno()))


MALFORMED = [
    ("G1 no descriptor", lambda: send(b"{}", [])),
    ("G1 empty control message", lambda: send(b"{}", rights())),
    ("G1 credentials only", credentials),
    ("G1 nothing at all", nothing),
    ("G2 two", lambda: many(2)),
    ("G2 three", lambda: many(3)),
    ("G2 sixteen", lambda: many(16)),
    ("G2 253", lambda: many(253)),
    ("G2 two clients", many_clients),
    ("G3 data over the limit", too_long),
    ("G4 file", lambda: odd(lambda: (os.open(__file__, os.O_RDONLY), []))),
    ("G4 path only", lambda: odd(lambda: (os.open("/tmp", os.O_PATH), []))),
    ("G4 directory", lambda: odd(lambda: (os.open("/tmp", os.O_RDONLY), []))),
    ("G4 device", lambda: odd(lambda: (os.open("/dev/null", os.O_RDWR), []))),
    ("G4 pipe", pipe_end),
    ("G4 epoll", lambda: odd(epoll)),
    ("G4 memfd", lambda: odd(lambda: (os.memfd_create("x"), []))),
    ("G4 UDP", lambda: odd(udp)),
    ("G4 listening", lambda: odd(lambda: (socket.create_server(("127.0.0.1", 0)), []))),
    ("G4 unconnected", lambda: odd(lambda: (socket.socket(), []))),
    ("G4 packets", lambda: odd(packets)),
    ("G4 datagrams", lambda: odd(datagrams)),
    ("G4 peer closed", lambda: odd(dead_pair)),
    ("G4 reset", lambda: odd(reset)),
    ("G4 the door itself", lambda: odd(lambda: (door(), []))),
    ("G4 its own connection", itself),
    ("G8 not UTF-8", lambda: answered_400(b'{"a":"\xe9"}')),
    ("G8 no JSON", lambda: answered_400(b"Hello")),
    ("G8 cut JSON", lambda: answered_400(b'{"prompt":"x')),
    ("G8 an array", lambda: answered_400(b"[1]")),
    ("G8 wrong type", lambda: answered_400(b'{"prompt":7}')),
    ("G8 two payloads", lambda: answered_400(b'{"prompt":"a"}{"prompt":"b"}')),
    ("G8 two messages", two_messages),
]
if TYPE == socket.SOCK_STREAM:
    MALFORMED.append(("G8 in many reads", lambda: answered_400(b'{"prompt":[]}', split=True)))


def good(number):
    client = Client()
    send(b'{"prompt":"guest %d"}' % number, rights(client.end.fileno()))
    heard = client.hears()
    assert heard.startswith(b"HTTP/1.1 200 ") and b"data: You said: guest %d.\n\n" % number in heard, heard
    assert heard.endswith(b"event: done\ndata: [DONE]\n\n"), heard


served = refused = 0
for i in range(COUNT // 2):
    name, attack = MALFORMED[i % len(MALFORMED)]
    try:
        attack()
    except Exception as failure:
        raise AssertionError(f"{name}, number {i}") from failure
    refused += 1
    good(i)
    served += 1
print(f"served {served} refused {refused} of {COUNT}")
