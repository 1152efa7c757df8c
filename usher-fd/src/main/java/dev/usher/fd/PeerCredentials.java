package dev.usher.fd;

/**
 * Who made the other end of a Unix socket, as it was at its connect, listen or socketpair (SO_PEERCRED, unix(7)).
 *
 * @param pid process id, 0 where it is in another pid namespace
 * @param uid effective user id then
 * @param gid effective group id then
 */
public record PeerCredentials(int pid, int uid, int gid) {}
