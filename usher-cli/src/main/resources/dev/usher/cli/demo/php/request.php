<?php
// What both scripts begin with: the prompt, checked, and the page's own name for the stream.

$prompt = $_POST['prompt'] ?? $_GET['prompt'] ?? '';
if (!is_string($prompt) || strlen($prompt) > 2000 || !preg_match('//u', $prompt)) {
    http_response_code(400);
    header('Content-Type: application/json');
    exit(json_encode(['error' => 'A prompt is UTF-8 text of at most 2000 bytes.']));
}

// Only for the demo's figures: php-fpm's access log names the stream by it.
$id = $_GET['id'] ?? '';
header('X-Stream-Id: ' . (is_string($id) && preg_match('/^[a-z0-9]{1,16}$/D', $id) ? $id : '-'));
