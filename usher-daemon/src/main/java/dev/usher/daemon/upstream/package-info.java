/** HTTP requests to an upstream and their answers as they come: connections, pools, HTTP/1.1, HTTP/2, TLS, Unix sockets. */
@NullMarked
package dev.usher.daemon.upstream;

import org.jspecify.annotations.NullMarked;
