package dev.usher.daemon;

import dev.usher.config.Values;
import dev.usher.daemon.attach.DataDirectory;
import dev.usher.daemon.attach.FileDesk;
import dev.usher.daemon.attach.FileLimits;
import dev.usher.daemon.receive.StartException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a seat's settings say of attachments, made ready. */
final class Attachments {
    private static final Logger LOG = LoggerFactory.getLogger(Attachments.class);

    private Attachments() {}

    /**
     * Where their files are read; the caller closes it. The directory is made where it is missing.
     *
     * @throws StartException where a directory that was asked for cannot be made
     */
    static FileDesk open(Values values) throws StartException {
        DataDirectory directory =
                new DataDirectory(values.get(AttachmentSettings.DATA_DIR).toAbsolutePath());
        try {
            directory.make();
        } catch (IOException e) {
            if (values.isSet(AttachmentSettings.DATA_DIR)) {
                throw new StartException(
                        "DataDir " + directory + " is no directory and cannot be made: " + e
                                + "; make it, or name another one",
                        e);
            }
            LOG.info("attachments by file are refused: {} cannot be made ({}); see DataDir", directory, e.toString());
        }
        return new FileDesk(directory, limits(values), memory(values));
    }

    private static FileLimits limits(Values values) {
        return new FileLimits(
                values.get(AttachmentSettings.MAX_ATTACHMENTS),
                values.get(AttachmentSettings.MAX_ATTACHMENT_TEXT),
                values.get(AttachmentSettings.MAX_ATTACHMENT_SIZE),
                values.get(AttachmentSettings.MAX_ATTACHMENTS_SIZE));
    }

    private static long memory(Values values) {
        long memory = values.get(AttachmentSettings.ATTACHMENT_MEMORY);
        return values.isSet(AttachmentSettings.ATTACHMENT_MEMORY)
                ? memory
                : Math.min(memory, Runtime.getRuntime().maxMemory() / 4);
    }
}
