package dev.usher.daemon.model;

import dev.usher.daemon.model.JsonBytes.Slice;
import dev.usher.daemon.model.RawJson.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what a handoff encloses: its images, in the order of the fields, then its attachments in theirs. */
final class Enclosures {
    private final Handed handed;
    private final int countMax;
    private final List<Enclosure> all = new ArrayList<>();

    private Enclosures(Handed handed, int countMax) {
        this.handed = handed;
        this.countMax = countMax;
    }

    /** What it encloses; empty where it is nothing. */
    static List<Enclosure> of(Handed handed, int countMax) throws BadRequest {
        Enclosures found = new Enclosures(handed, countMax);
        found.imagesOfTheirOwn();
        found.images();
        found.imagePaths();
        found.attachments();
        return found.all;
    }

    private void add(Enclosure one) throws BadRequest {
        if (all.size() == countMax) {
            throw BadRequest.field(
                    one.field(), "has too much: at most " + countMax + " images and attachments are allowed");
        }
        all.add(one);
    }

    private void imagesOfTheirOwn() throws BadRequest {
        String type = handed.text("image_mime_type");
        String path = handed.text("image_path");
        if (path != null) {
            add(new Enclosure(null, "image_path", path, null, type));
        }
        String base64 = handed.text("image_base64");
        if (base64 != null) {
            add(new Enclosure(null, "image_base64", null, base64, type));
        }
    }

    private void images() throws BadRequest {
        Slice images = handed.get("images");
        int number = 0;
        for (Slice image : images == null ? List.<Slice>of() : RawJson.elements(images)) {
            String field = "images[" + number++ + "]";
            Map<String, String> said = new HashMap<>();
            for (Member member : RawJson.members(image)) {
                said.put(member.name(), string(member.value(), field));
            }
            String base64 = said.get("base64");
            if (base64 == null || base64.isEmpty()) {
                throw BadRequest.field(field, "must have base64 and mime_type");
            }
            add(new Enclosure(null, field, null, base64, said.get("mime_type")));
        }
    }

    private void imagePaths() throws BadRequest {
        Slice paths = handed.get("image_paths");
        int number = 0;
        for (Slice path : paths == null ? List.<Slice>of() : RawJson.elements(paths)) {
            String field = "image_paths[" + number++ + "]";
            add(new Enclosure(null, field, string(path, field), null, null));
        }
    }

    private void attachments() throws BadRequest {
        Map<String, String> types = new HashMap<>();
        for (Member type : members("attachment_types")) {
            types.put(type.name(), string(type.value(), "attachment_types"));
        }
        for (Member file : members("attachments")) {
            String path = string(file.value(), "attachments");
            if (file.name().isEmpty()) {
                throw BadRequest.field("attachments", "must have names that are not empty");
            }
            add(new Enclosure(file.name(), "attachments", path, null, types.get(file.name())));
        }
    }

    private List<Member> members(String field) {
        @Nullable Slice object = handed.get(field);
        return object == null ? List.of() : RawJson.members(object);
    }

    private static String string(Slice value, String field) throws BadRequest {
        if (value.first() != '"') {
            throw BadRequest.field(field, "must have strings");
        }
        return RawJson.text(value);
    }
}
