package dev.usher.server.content.site;

/** AcceptPathInfo: whether what follows a file's name in a path is accepted. */
enum PathInfo {
    /** Accepted: the file answers whatever follows. */
    ON,
    /** Not found where anything follows. */
    OFF,
    /** As the handler likes it: accepted for an application, not found for a file. */
    DEFAULT
}
