#!/bin/sh
# Answers with the prompt in large letters (apt-get install figlet).

# As in handler.sh: the prompt by a real JSON parser, and all that can fail before the 200.
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
banner=$(figlet -- "$prompt") || exit # without a word: the client gets a 502

printf 'HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n'
printf '%s\n' "$banner"
