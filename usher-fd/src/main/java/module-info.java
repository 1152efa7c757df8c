/** Descriptors, Unix sockets and SCM_RIGHTS on java.lang.foreign. Linux, x86_64 and aarch64. */
module dev.usher.fd {
    requires static transitive org.jspecify;

    exports dev.usher.fd;
}
