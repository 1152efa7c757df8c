#!/bin/sh
# Answers with the prompt in large letters (apt-get install figlet).

prompt=$(python3 -c '
import json, os
print(json.loads(os.environ["HANDOFF_DATA"] or "{}").get("prompt", "Hello"))') || {
    printf 'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nThe data are no JSON object.\n'
    exit
}

printf 'HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n'
figlet -- "$prompt"
