package dev.usher.fd;

import java.util.List;

/**
 * A program to start: execve(2)'s arguments. The arrays are the caller's, who leaves them as they are.
 *
 * @param file path of its file, absolute or relative to the working directory; PATH is not searched
 * @param arguments argv, its name first, without the NULs that end them
 * @param environment "NAME=value" each, without the NULs that end them; nothing else of ours is inherited
 */
public record Program(String file, List<byte[]> arguments, List<byte[]> environment) {
    /**
     * The most bytes one argument or one "NAME=value" may have: the kernel's MAX_ARG_STRLEN is 32 pages with the NUL at
     * the end (execve(2)). Where pages are larger than 4 KiB it would take more; this is the same everywhere.
     */
    public static final int STRING_BYTES_MAX = 32 * 4096 - 1;

    /** Keeps the lists as they are now. */
    public Program {
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
    }
}
