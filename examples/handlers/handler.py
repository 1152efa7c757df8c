#!/usr/bin/env python3
"""Streams the prompt back, a word an event: fdrecv SOCKET python3 handler.py

Standard input and output are the client; HANDOFF_DATA is what the application sent along.
"""
import json
import os
import sys


def send(text):
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()  # each event at once, not when a buffer is full


try:
    prompt = str(json.loads(os.environ["HANDOFF_DATA"] or "{}").get("prompt", "Hello"))
except (ValueError, AttributeError):
    send("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nThe data are no JSON object.\n")
    sys.exit()

send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n")
for word in prompt.split():
    send(f"data: {word} \n\n")
send("event: done\ndata: [DONE]\n\n")
