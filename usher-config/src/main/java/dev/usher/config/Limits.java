package dev.usher.config;

/** The bounds of the language. A configuration that a person wrote is far below each of them. */
final class Limits {
    /** Characters of a line with its continuations: eight times httpd's classic line of 8190. */
    static final int LINE_CHARS = 8 * 8190;

    /** Bytes of one file. */
    static final int FILE_BYTES = 16 << 20;

    /** Files that include one another. */
    static final int INCLUDE_DEPTH = 32;

    /** Files that one configuration reads, one that is included twice counted twice. */
    static final int FILES = 1000;

    /** Directory entries that one Include looks at. */
    static final int GLOB_ENTRIES = 10_000;

    /** Sections within one another. */
    static final int SECTION_DEPTH = 32;

    /** Directives and sections of one configuration. */
    static final int NODES = 100_000;

    /** Characters of a value after its variables were filled in. */
    static final int WORD_CHARS = LINE_CHARS;

    /** Errors that are kept; reading stops there. */
    static final int ERRORS = 100;

    /** Notices that are kept; further ones are dropped. */
    static final int NOTICES = 1000;

    private Limits() {}
}
