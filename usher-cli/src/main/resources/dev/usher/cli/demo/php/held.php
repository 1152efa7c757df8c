<?php
require __DIR__ . '/request.php';

// Without a handoff, to compare: this worker streams itself, and serves nobody else until it is through.
header('Content-Type: text/event-stream; charset=utf-8');
header('Cache-Control: no-cache, no-transform');
$pieces = file(__DIR__ . '/held.txt', FILE_IGNORE_NEW_LINES);
$pieces[0] .= ' ' . ($prompt === '' ? 'Hello' : preg_replace('/\s+/', ' ', $prompt)) . '.';
foreach ($pieces as $n => $piece) {
    usleep($n === 0 ? 0 : 1000 * (int) ($_SERVER['DEMO_DELAY_MILLIS'] ?? 400));
    echo "data: $piece\n\n";
    flush();
}
echo "event: done\ndata: [DONE]\n\n";
