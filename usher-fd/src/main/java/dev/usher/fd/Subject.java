package dev.usher.fd;

import org.jspecify.annotations.Nullable;

/** The descriptor a question is about: an owned one, checked to be open each time, or a number somebody else owns. */
record Subject(@Nullable Fd owner, int ownNumber, String what) {

    static Subject of(Fd fd) {
        return new Subject(fd, -1, fd.what());
    }

    static Subject ofNumber(int number, String what) {
        return new Subject(null, number, what);
    }

    int number() {
        return owner == null ? ownNumber : owner.number();
    }
}
