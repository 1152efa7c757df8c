#!/bin/sh
# Streams the prompt back, a word an event. Standard input and output are the client; HANDOFF_DATA is what the
# application sent along. The whole answer is written here, its head too.

# The prompt by a real JSON parser; the data reach it through the environment, so nothing in them is ever shell code.
# Blanks and control characters, a NUL among them, are one blank: no shell variable holds a NUL.
prompt=$(python3 -c '
import json, os, re, sys
try:
    data = json.loads(os.environb.get(b"HANDOFF_DATA", b"").decode() or "{}")
    prompt = "Hello" if data.get("prompt") is None else data["prompt"]
    sys.stdout.buffer.write(re.sub("[\0-\x20\x7f]+", " ", prompt).encode())
except (ValueError, AttributeError, TypeError, RecursionError):
    sys.exit(1)') || {
    printf 'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n'
    printf 'The data must be a JSON object, its prompt a string.\n'
    exit
}

printf 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n'
set -f # a * in the prompt is no file name
for word in $prompt; do
    printf 'data: %s \n\n' "$word"
done
printf 'event: done\ndata: [DONE]\n\n'
