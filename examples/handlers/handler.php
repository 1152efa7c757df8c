<?php
// Streams the prompt back, a word an event: fdrecv SOCKET php handler.php
// STDIN and STDOUT are the client; HANDOFF_DATA is what the application sent along.

declare(strict_types=1);

$json = (string) getenv('HANDOFF_DATA');
$data = json_decode($json === '' ? '{}' : $json, true);
$prompt = is_array($data) && !str_starts_with(ltrim($json), '[') ? $data['prompt'] ?? 'Hello' : null;
if (!is_string($prompt)) {
    echo "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n";
    echo "The data must be a JSON object, its prompt a string.\n";
    exit;
}

echo "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n";
// A word ends at blanks and control characters, a NUL among them.
foreach (preg_split('/[\x00-\x20\x7f]+/', $prompt, -1, PREG_SPLIT_NO_EMPTY) as $word) {
    echo "data: $word \n\n"; // the command line's PHP sends each echo at once
}
echo "event: done\ndata: [DONE]\n\n";
