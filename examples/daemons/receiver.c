/* A streaming daemon of few lines: protocol 1 from the receiver's side. It answers each client with its own data.
 *
 *     cc -o receiver receiver.c && ./receiver SOCKET [stream] */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char data[256 * 1024];

/* One handoff: the client's socket, or -1. The data ends with the message or, on a stream, at EOF. */
static int receive(int door, int stream, size_t *length) {
    int client = -1;
    ssize_t got;
    *length = 0;
    do {
        struct iovec bytes = {.iov_base = data + *length, .iov_len = sizeof data - *length};
        union { char room[CMSG_SPACE(sizeof(int))]; struct cmsghdr align; } control;
        struct msghdr message = {.msg_iov = &bytes, .msg_iovlen = 1, .msg_control = control.room,
            .msg_controllen = CMSG_LEN(sizeof(int))}; /* LEN, not SPACE: a second descriptor would fit into the padding */
        if ((got = recvmsg(door, &message, MSG_CMSG_CLOEXEC)) < 0) return client;
        struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
        if (rights && rights->cmsg_type == SCM_RIGHTS && client < 0) memcpy(&client, CMSG_DATA(rights), sizeof client);
        *length += (size_t)got;
    } while (stream && got > 0 && *length < sizeof data);
    return client;
}

static void answer(int client, size_t length) {
    fcntl(client, F_SETFL, fcntl(client, F_GETFL) & ~O_NONBLOCK); /* it may arrive in either mode */
    dprintf(client, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n");
    for (size_t sent = 0; sent < length;) {
        ssize_t took = write(client, data + sent, length - sent);
        if (took <= 0) break;
        sent += (size_t)took;
    }
    shutdown(client, SHUT_WR);
    while (read(client, data, sizeof data) > 0) {} /* unread input would make close() cut off our answer */
    close(client);
}

int main(int count, char **arguments) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int stream = count > 2 && strcmp(arguments[2], "stream") == 0;
    if (count < 2) errx(2, "usage: receiver SOCKET [stream]");
    strncpy(address.sun_path, arguments[1], sizeof address.sun_path - 1);
    int listener = socket(AF_UNIX, stream ? SOCK_STREAM : SOCK_SEQPACKET, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 128) < 0) err(1, "%s", arguments[1]);
    puts("ready");
    fflush(stdout);
    for (;;) {
        size_t length;
        int door = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        int client = receive(door, stream, &length);
        close(door);
        if (client >= 0) answer(client, length == 1 && data[0] == 0 ? 0 : length);
    }
}
