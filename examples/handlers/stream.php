<?php
// Hands the visitor to the program that listens on the socket. Check who asks before you do so: see ../php/stream.php.

declare(strict_types=1);

$data = json_encode(['prompt' => $_GET['prompt'] ?? 'Hello'], JSON_THROW_ON_ERROR);
header('X-Socket-Handoff: /var/run/streaming-daemon.sock');
header('X-Handoff-Data: ' . $data);
