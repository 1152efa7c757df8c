package dev.usher.daemon;

import static dev.usher.config.Context.DAEMON;

import dev.usher.config.Setting;
import java.nio.file.Path;
import java.util.List;

/** The settings of what handoffs bring beside their words, each declared once. The limits of one file are the reference's. */
public final class AttachmentSettings {
    /** The reference's; on a memory file system, and private to nobody's /tmp. */
    public static final Setting<Path> DATA_DIR = Setting.path("DataDir")
            .flagName("data-dir")
            .in(DAEMON)
            .byDefault("/run/handoff-data")
            .help(
                    "The directory below which the files are that handoffs name; made with mode 0750 where it is missing.");

    /** A page of pictures. */
    public static final Setting<Integer> MAX_ATTACHMENTS = Setting.integer("MaxAttachments", 1, 1000)
            .in(DAEMON)
            .byDefault("16")
            .help("Most images and attachments of one handoff; more get 400.");

    /** The reference's. */
    public static final Setting<Long> MAX_ATTACHMENT_TEXT = Setting.bytes("MaxAttachmentText", 1, 64 << 20)
            .in(DAEMON)
            .byDefault("1M")
            .help("Longest attachment that is text; a longer one gets 400.");

    /** The reference's. */
    public static final Setting<Long> MAX_ATTACHMENT_SIZE = Setting.bytes("MaxAttachmentSize", 1, 512 << 20)
            .in(DAEMON)
            .byDefault("20M")
            .help("Largest image or other attachment; a larger one gets 400.");

    /** What Anthropic takes in a request, the least of the APIs. */
    public static final Setting<Long> MAX_ATTACHMENTS_SIZE = Setting.bytes("MaxAttachmentsSize", 1, 1 << 30)
            .in(DAEMON)
            .byDefault("32M")
            .help("Most bytes of all images and attachments of one handoff; more get 400.");

    /** Four of the largest requests, less than most machines' heap. */
    public static final Setting<Long> ATTACHMENT_MEMORY = Setting.bytes("AttachmentMemory", 1 << 20, 1L << 40)
            .in(DAEMON)
            .byDefault("128M")
            .help(
                    "Most memory that requests with attachments may have until their upstream answers; a further one waits 1 s"
                            + " and gets 503. Unless set, a quarter of the Java heap where that is less.");

    private AttachmentSettings() {}

    /** All of them, in the order of the documentation. */
    public static List<Setting<?>> all() {
        return List.of(
                DATA_DIR,
                MAX_ATTACHMENTS,
                MAX_ATTACHMENT_TEXT,
                MAX_ATTACHMENT_SIZE,
                MAX_ATTACHMENTS_SIZE,
                ATTACHMENT_MEMORY);
    }
}
