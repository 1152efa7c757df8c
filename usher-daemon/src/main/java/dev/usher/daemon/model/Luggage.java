package dev.usher.daemon.model;

import dev.usher.daemon.attach.FileDesk;
import dev.usher.daemon.attach.FileMark;
import dev.usher.daemon.attach.FileSet;
import java.util.List;

/** The files of a request that is on its way: removed when it was accepted, and kept where it was not. */
final class Luggage {
    private final FileDesk desk;
    private final FileSet files;
    private final String id;
    private final List<FileMark> marks;

    Luggage(FileDesk desk, FileSet files, String id) {
        this.desk = desk;
        this.files = files;
        this.id = id;
        this.marks = files.marks();
    }

    /** The upstream answers: the files have done their duty. */
    void accepted() {
        if (!marks.isEmpty()) {
            desk.remove(id, marks);
        }
        free();
    }

    /** The request is no longer in memory. Any number of times. */
    void free() {
        files.free();
    }
}
