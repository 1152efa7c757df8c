package dev.usher.fd;

import java.lang.foreign.MemorySegment;

/**
 * What posix_spawn(3) is given, all of it the C library's memory.
 *
 * @param path the program's file, a C string
 * @param actions posix_spawn_file_actions_t
 * @param attributes posix_spawnattr_t
 * @param argv pointers to C strings, ended by NULL
 * @param envp pointers to C strings, ended by NULL
 */
record SpawnArguments(
        MemorySegment path, MemorySegment actions, MemorySegment attributes, MemorySegment argv, MemorySegment envp) {}
