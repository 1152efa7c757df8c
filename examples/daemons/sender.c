/* Hands one client to a streaming daemon: protocol 1 from the sender's side.
 *
 *     cc -o sender sender.c && ./sender SOCKET [DATA]
 *
 * The client is one end of a socket pair, so that what the daemon answers can be printed. */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Daemons listen on either type of socket; the wrong one is told by EPROTOTYPE. */
static int connect_to(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    int types[] = {SOCK_SEQPACKET, SOCK_STREAM};
    for (int i = 0; i < 2; i++) {
        int daemon = socket(AF_UNIX, types[i] | SOCK_CLOEXEC, 0);
        if (connect(daemon, (struct sockaddr *)&address, sizeof address) == 0) return daemon;
        if (errno != EPROTOTYPE) break;
        close(daemon);
    }
    err(1, "%s", path);
}

/* One message with exactly one descriptor. Without data it is one NUL: something must be sent. */
static void hand_over(int daemon, int client, const char *data) {
    struct iovec bytes = {.iov_base = (void *)data, .iov_len = *data ? strlen(data) : 1};
    union { char room[CMSG_SPACE(sizeof(int))]; struct cmsghdr align; } control = {0};
    struct msghdr message = {.msg_iov = &bytes, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    *rights = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
    memcpy(CMSG_DATA(rights), &client, sizeof client);
    if (sendmsg(daemon, &message, MSG_NOSIGNAL) < 0) err(1, "sendmsg");
    close(daemon);
    close(client); /* never shutdown(): the connection lives on with the daemon */
}

int main(int count, char **arguments) {
    char piece[65536];
    int pair[2];
    if (count < 2) errx(2, "usage: sender SOCKET [DATA]");
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) err(1, "socketpair");
    hand_over(connect_to(arguments[1]), pair[1], count > 2 ? arguments[2] : "");
    for (ssize_t got; (got = read(pair[0], piece, sizeof piece)) > 0;)
        if (write(1, piece, (size_t)got) != got) err(1, "write");
    return 0;
}
