<?php
// Signs the visitor in as user 7, without asking: put your own check of a password here.

declare(strict_types=1);

session_start();
$_SESSION['user_id'] = 7;
header('Content-Type: application/json');
echo json_encode(['user_id' => $_SESSION['user_id']]);
