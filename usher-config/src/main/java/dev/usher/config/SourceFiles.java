package dev.usher.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads whole files, each within {@link Limits#FILE_BYTES}. */
final class SourceFiles {
    private SourceFiles() {}

    static byte[] read(Path file) throws SyntaxError, IOException {
        if (Files.isDirectory(file)) {
            throw new SyntaxError(Text.quoted(file.toString()) + " is a directory");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new SyntaxError(Text.quoted(file.toString()) + " is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Limits.FILE_BYTES + 1);
            if (bytes.length > Limits.FILE_BYTES) {
                throw new SyntaxError(Text.quoted(file.toString()) + " is larger than " + Limits.FILE_BYTES + " bytes");
            }
            return bytes;
        }
    }

    /** Why a file cannot be read, with its name. */
    static String reason(Path file, IOException e) {
        String why = switch (e) {
            case NoSuchFileException _ -> "no such file";
            case FileNotFoundException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            default -> String.valueOf(e.getMessage());
        };
        return Text.quoted(file.toString()) + " cannot be read: " + why;
    }
}
