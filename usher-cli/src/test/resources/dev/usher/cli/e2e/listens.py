"""A service manager in small: listens at PATH, and runs the command with the socket as descriptor 3 (sd_listen_fds(3)).

usage: listens.py RUNS KIND PATH COMMAND...   runs the command so often, one after the other
"""
import os
import socket
import sys

runs, kind, path, command = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
if kind == "inet":
    listening = socket.create_server(("127.0.0.1", 0))
else:
    listening = socket.socket(socket.AF_UNIX, getattr(socket, "SOCK_" + kind.upper()))
    listening.bind(path)
    listening.listen(64)
for _ in range(runs):
    child = os.fork()
    if child == 0:
        os.dup2(listening.fileno(), 3)
        os.set_inheritable(3, True)
        os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
        os.execvp(command[0], command)
    _, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status))
