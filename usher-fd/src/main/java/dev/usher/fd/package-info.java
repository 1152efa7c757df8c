/** Descriptors, Unix sockets and SCM_RIGHTS on java.lang.foreign, useful alone. Linux, x86_64 and aarch64. */
@NullMarked
package dev.usher.fd;

import org.jspecify.annotations.NullMarked;
