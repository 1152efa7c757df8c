<?php
// The printed endpoint for EventSource, which can only GET: the prompt is in the query.
// Whoever can make a browser open this address makes it ask; keep a POST for what costs money.

declare(strict_types=1);

$_POST = $_GET;
require __DIR__ . '/../../php/stream.php';
