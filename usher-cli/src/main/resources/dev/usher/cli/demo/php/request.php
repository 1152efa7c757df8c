<?php
// What both scripts begin with: the prompt, checked, and the page's own name for the stream.

function refuse(int $status, string $why): never
{
    http_response_code($status);
    header('Content-Type: application/json');
    exit(json_encode(['error' => $why]));
}

if (!in_array($_SERVER['REQUEST_METHOD'], ['GET', 'HEAD', 'POST'], true)) {
    header('Allow: GET, HEAD, POST');
    refuse(405, 'A prompt comes by GET or by POST.');
}
$type = strtolower(trim(explode(';', $_SERVER['CONTENT_TYPE'] ?? '')[0]));
if ($_SERVER['REQUEST_METHOD'] === 'POST' && (int) ($_SERVER['CONTENT_LENGTH'] ?? 0) > 0
    && $type !== 'application/x-www-form-urlencoded') {
    refuse(415, 'A prompt is posted as application/x-www-form-urlencoded.');
}
$prompt = $_POST['prompt'] ?? $_GET['prompt'] ?? '';
if (!is_string($prompt) || !preg_match('/^.{0,2000}$/Dsu', $prompt)) {
    refuse(400, 'A prompt is one UTF-8 text of at most 2000 characters.');
}

// Only for the demo's figures: php-fpm's access log names the stream by it.
$id = $_GET['id'] ?? '';
header('X-Stream-Id: ' . (is_string($id) && preg_match('/^[a-z0-9]{1,16}$/D', $id) ? $id : '-'));
