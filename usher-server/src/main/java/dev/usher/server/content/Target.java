package dev.usher.server.content;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Where a request's path leads in the file system. Text is ISO-8859-1 for bytes.
 *
 * @param file the file; need not exist where {@code attributes} is null
 * @param attributes of the file as it was found, links followed; null where nothing is there
 * @param scriptName the part of the path that named the file, decoded (RFC 3875 §4.1.13)
 * @param pathInfo what followed it, beginning with a slash, or empty (RFC 3875 §4.1.5)
 * @param root what the path was laid over
 */
public record Target(
        Path file, @Nullable BasicFileAttributes attributes, String scriptName, String pathInfo, DocumentRoot root) {}
