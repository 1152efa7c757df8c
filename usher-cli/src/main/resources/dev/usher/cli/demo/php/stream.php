<?php
require __DIR__ . '/request.php'; // your checks: who may stream, and what

// Hand the client on: two headers, and this worker is free again.
header('X-Socket-Handoff: ' . dirname(__DIR__) . '/run/streaming-daemon.sock');
header('X-Handoff-Data: ' . json_encode(['user_id' => 7, 'prompt' => $prompt === '' ? 'Hello' : $prompt]));
