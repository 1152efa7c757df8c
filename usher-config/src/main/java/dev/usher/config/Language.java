package dev.usher.config;

import java.nio.file.Path;
import java.util.List;

/** The directives that belong to the language itself; every catalog has them. */
public final class Language {
    /**
     * What relative paths of {@code Include} belong to, from its line on; without it they belong to the directory of
     * the including file.
     */
    public static final Setting<Path> SERVER_ROOT = Setting.path("ServerRoot")
            .fileOnly()
            .in(Context.SERVER)
            .help("The directory that relative paths belong to; without it, that of the file they are written in.");

    static final List<Entry> ENTRIES = List.of(
            new Entry("Include", "PATH|GLOB", "Reads a file, each file a pattern matches, or all below a directory."),
            new Entry("IncludeOptional", "PATH|GLOB", "As Include; what is not there is no error."),
            new Entry("Define", "NAME [VALUE]", "Defines ${NAME} for the lines below it, before the environment's."),
            new Entry("UnDefine", "NAME", "Takes a definition back."),
            new Entry("LoadModule", "NAME FILE", "Accepted and ignored with a notice: everything is built in."),
            new Entry("<IfDefine>", "[!]NAME", "Its content counts if NAME is (not) defined by Define or -D."),
            new Entry(
                    "<IfModule>", "[!]MODULE", "Its content counts if MODULE (foo_module or mod_foo.c) is built in."));

    private Language() {}

    /**
     * One directive, or section in angle brackets.
     *
     * @param name as written in a file
     * @param syntax its arguments
     * @param help one line for people
     */
    record Entry(String name, String syntax, String help) {}
}
