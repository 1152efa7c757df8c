<?php
// Streams the prompt back, a word an event: fdrecv SOCKET php handler.php
// STDIN and STDOUT are the client; HANDOFF_DATA is what the application sent along.

declare(strict_types=1);

$data = json_decode(getenv('HANDOFF_DATA') ?: '{}', true);
if (!is_array($data)) {
    echo "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nThe data are no JSON object.\n";
    exit;
}

echo "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n";
foreach (preg_split('/\s+/', (string) ($data['prompt'] ?? 'Hello'), -1, PREG_SPLIT_NO_EMPTY) as $word) {
    echo "data: $word \n\n"; // the command line's PHP sends each echo at once
}
echo "event: done\ndata: [DONE]\n\n";
