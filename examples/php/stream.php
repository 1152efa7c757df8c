<?php
// api/stream.php

declare(strict_types=1);

// 1. Authenticate the request
session_start();
if (!isset($_SESSION['user_id'])) {
    http_response_code(401);
    header('Content-Type: application/json');
    exit(json_encode(['error' => 'Unauthorized']));
}

// 2. Validate input
$prompt = trim($_POST['prompt'] ?? '');
if ($prompt === '') {
    http_response_code(400);
    header('Content-Type: application/json');
    exit(json_encode(['error' => 'Prompt required']));
}

// 3. Prepare handoff data (this is sent to the daemon)
$handoff_data = json_encode([
    'user_id' => $_SESSION['user_id'],
    'prompt' => $prompt,
    'model' => $_POST['model'] ?? 'gpt-4o',
    'request_id' => uniqid('req_', true),
]);

// 4. Set handoff headers
header('X-Socket-Handoff: /var/run/streaming-daemon.sock');
header('X-Handoff-Data: ' . $handoff_data);

// 5. Exit - mod_socket_handoff takes over
// The Apache worker is freed immediately. The daemon now owns
// the connection and will stream the response directly to the client.
exit;
