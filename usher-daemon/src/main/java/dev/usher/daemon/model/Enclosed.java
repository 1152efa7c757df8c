package dev.usher.daemon.model;

import dev.usher.daemon.attach.FileSet;
import dev.usher.daemon.attach.NoRoom;
import dev.usher.daemon.attach.OpenFile;
import dev.usher.daemon.attach.RefusedFile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a handoff encloses, opened and held to its limits, in its order.
 *
 * @param parts empty where it is nothing
 */
record Enclosed(List<Part> parts) {
    /** Nothing. */
    static final Enclosed NOTHING = new Enclosed(List.of());

    /** Escapes make six bytes of one at most, and the file itself is there while they are made. */
    private static final int BYTES_PER_TEXT_BYTE = 7;

    /** An enclosure whose type is known, and whose file is open. */
    private record Opened(
            Enclosure what, MediaType type, @Nullable OpenFile file) {
        long bytesInRequest() {
            String base64 = what.base64();
            if (file == null) {
                return base64 == null ? 0 : base64.length();
            }
            return type.isText() ? file.size() * BYTES_PER_TEXT_BYTE : (file.size() + 2) / 3 * 4;
        }
    }

    /**
     * Opens all of it, and reads what is text. May wait: not on a loop.
     *
     * @param files takes what was opened, also where this fails
     */
    static Enclosed open(List<Enclosure> all, FileSet files) throws BadRequest, NoRoom, InterruptedException {
        List<Opened> opened = new ArrayList<>();
        long needed = 0;
        for (Enclosure one : all) {
            Opened now = open(one, files);
            opened.add(now);
            needed += now.bytesInRequest();
        }
        try {
            files.reserve(needed);
        } catch (RefusedFile e) {
            throw BadRequest.enclosure(all.getLast(), e.why());
        }
        List<Part> parts = new ArrayList<>();
        for (Opened one : opened) {
            parts.add(read(one));
        }
        return new Enclosed(parts);
    }

    private static Opened open(Enclosure one, FileSet files) throws BadRequest, NoRoom {
        MediaType type = type(one);
        String path = one.path();
        String base64 = one.base64();
        try {
            if (path != null) {
                return new Opened(one, type, files.open(path, type.isText()));
            }
            files.count(base64 == null ? 0 : base64.length() / 4 * 3L);
            return new Opened(one, type, null);
        } catch (RefusedFile e) {
            throw BadRequest.enclosure(one, e.why());
        }
    }

    private static MediaType type(Enclosure one) throws BadRequest {
        MediaType type = one.type() == null ? guessed(one) : MediaType.of(one.type());
        if (type == null && one.type() != null) {
            throw BadRequest.enclosure(one, "has a type that is no media type: " + Enclosure.shown(one.type()));
        }
        if (type == null) {
            throw BadRequest.enclosure(
                    one,
                    "is of an unknown kind; say its media type in "
                            + (one.ref() == null ? "image_mime_type or mime_type" : "attachment_types"));
        }
        if (one.ref() == null && !type.isImage()) {
            throw BadRequest.enclosure(one, "is " + type + "; images may be " + MediaType.imageNames());
        }
        if (type.name().startsWith("image/") && !type.isImage()) {
            throw BadRequest.enclosure(one, "is " + type + "; images may be " + MediaType.imageNames());
        }
        return type;
    }

    private static @Nullable MediaType guessed(Enclosure one) {
        String path = one.path();
        String base64 = one.base64();
        return path != null ? MediaType.ofFile(path) : base64 == null ? null : MediaType.ofImage(base64);
    }

    private static Part read(Opened one) throws BadRequest {
        OpenFile file = one.file;
        String base64 = one.what.base64();
        try {
            Part.Content content = file == null
                    ? ReadyContent.base64(base64 == null ? "" : base64)
                    : one.type.isText() ? ReadyContent.text(file.readAll()) : new Base64File(one.what, file);
            return new Part(one.what, one.type, content);
        } catch (RefusedFile e) {
            throw BadRequest.enclosure(one.what, e.why());
        }
    }
}
