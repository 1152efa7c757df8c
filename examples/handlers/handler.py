#!/usr/bin/env python3
"""Streams the prompt back, a word an event: fdrecv SOCKET python3 handler.py

Standard input and output are the client; HANDOFF_DATA is what the application sent along.
"""
import json
import os
import re
import sys


def send(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()  # each event at once, not when a buffer is full


try:  # all that can fail comes before the 200; a word ends at blanks and control characters, a NUL among them
    data = json.loads(os.environb.get(b"HANDOFF_DATA", b"").decode() or "{}")
    prompt = "Hello" if data.get("prompt") is None else data["prompt"]
    words = [word.encode() for word in re.split("[\0-\x20\x7f]+", prompt) if word]
except (ValueError, AttributeError, TypeError, RecursionError):
    send(b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
         b"The data must be a JSON object, its prompt a string.\n")
    sys.exit()

send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n")
for word in words:
    send(b"data: " + word + b" \n\n")
send(b"event: done\ndata: [DONE]\n\n")
