#!/bin/sh
# Streams the prompt back, a word an event. Standard input and output are the client; HANDOFF_DATA is what the
# application sent along. The whole answer is written here, its head too.

# The prompt by a real JSON parser; the data reach it through the environment, so nothing in them is ever shell code.
prompt=$(python3 -c '
import json, os
data = json.loads(os.environ["HANDOFF_DATA"] or "{}")
print(str(data.get("prompt", "Hello")).replace("\r", " "))') || {
    printf 'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nThe data are no JSON object.\n'
    exit
}

printf 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n'
set -f # a * in the prompt is no file name
for word in $prompt; do
    printf 'data: %s \n\n' "$word"
done
printf 'event: done\ndata: [DONE]\n\n'
