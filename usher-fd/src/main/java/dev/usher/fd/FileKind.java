package dev.usher.fd;

/** What a path or a descriptor leads to (inode(7), S_IFMT). */
public enum FileKind {
    /** S_IFREG. */
    FILE,
    /** S_IFDIR. */
    DIRECTORY,
    /** S_IFLNK, seen only where links are not followed. */
    SYMLINK,
    /** S_IFSOCK: a socket, or a socket's file. */
    SOCKET,
    /** S_IFIFO: a pipe or a named one. */
    PIPE,
    /** S_IFCHR. */
    CHARACTER_DEVICE,
    /** S_IFBLK. */
    BLOCK_DEVICE,
    /** No type: an epoll, event or timer descriptor and the like. */
    ANONYMOUS;

    static FileKind ofMode(int mode) {
        return switch (mode & 0xF000) {
            case 0x8000 -> FILE;
            case 0x4000 -> DIRECTORY;
            case 0xA000 -> SYMLINK;
            case 0xC000 -> SOCKET;
            case 0x1000 -> PIPE;
            case 0x2000 -> CHARACTER_DEVICE;
            case 0x6000 -> BLOCK_DEVICE;
            default -> ANONYMOUS;
        };
    }
}
