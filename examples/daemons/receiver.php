<?php
// A streaming daemon that answers each client with its own data: receiver.php SOCKET [seqpacket|stream]
declare(strict_types=1);

/** One handoff: the client's socket (or null) and the data, which ends with the message or, on a stream, at EOF. */
function receive(Socket $door, bool $stream): array
{
    [$client, $data] = [null, ''];
    socket_set_option($door, SOL_SOCKET, SO_RCVTIMEO, ['sec' => 5, 'usec' => 0]); // a silent sender keeps nobody waiting
    do {
        $message = ['name' => [], 'buffer_size' => 256 * 1024, 'controllen' => socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1)];
        if (($length = @socket_recvmsg($door, $message, MSG_CMSG_CLOEXEC)) === false) return [null, ''];
        foreach ($message['control'] as $rights) {
            foreach ($rights['type'] === SCM_RIGHTS ? $rights['data'] : [] as $socket) {
                $client ??= $socket instanceof Socket ? $socket : null; // any other closes with its last reference
            }
        }
        $data .= $message['iov'][0] ?? '';
    } while ($stream && $length > 0);
    return [$client, trim($data, "\0")];
}

function answer(Socket $client, string $data): void
{
    socket_set_block($client); // it may arrive in either mode
    foreach ([SO_SNDTIMEO, SO_RCVTIMEO] as $limit) // and nobody waits for ever
        socket_set_option($client, SOL_SOCKET, $limit, ['sec' => 10, 'usec' => 0]);
    $left = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n" . $data;
    while ($left !== '' && ($sent = @socket_write($client, $left)) !== false) { // false: it has gone, which is its right
        $left = substr($left, $sent);
    }
    @socket_shutdown($client, 1);
    while (@socket_recv($client, $dropped, 65536, 0) > 0); // what it still sends must be read, or close() cuts us off
}

$stream = ($argv[2] ?? '') === 'stream';
$listener = socket_create(AF_UNIX, $stream ? SOCK_STREAM : SOCK_SEQPACKET, 0);
@unlink($argv[1]); // an example's way: a daemon asks first whether somebody listens there
socket_bind($listener, $argv[1]) && socket_listen($listener, 128) || exit(1);
echo "ready\n";
while (($door = socket_accept($listener)) !== false) {
    [$client, $data] = receive($door, $stream);
    socket_close($door);
    $client === null || answer($client, $data);
}
