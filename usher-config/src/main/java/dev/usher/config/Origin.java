package dev.usher.config;

import java.util.Comparator;

/** Where a value or a problem comes from; {@link Object#toString} is what a user reads. */
public sealed interface Origin {

    /** The order in which problems are reported: by file, then by line, everything that is in no file last. */
    Comparator<Origin> ORDER =
            Comparator.comparing(Origin::file).thenComparingInt(Origin::line).thenComparing(Origin::toString);

    private String file() {
        return this instanceof Line line ? line.file() : "\uffff";
    }

    private int line() {
        return this instanceof Line line ? line.number() : 0;
    }

    /**
     * A line of a configuration file.
     *
     * @param file the file as the user or the including line named it
     * @param number from 1; of a line continued by backslashes the first; 0 stands for the file as a whole
     */
    record Line(String file, int number) implements Origin {
        @Override
        public String toString() {
            return number == 0 ? file : file + ":" + number;
        }
    }

    /**
     * A flag of the command line.
     *
     * @param name with its two dashes, {@code --message-delay}
     */
    record Flag(String name) implements Origin {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A variable of the environment.
     *
     * @param name such as {@code USHER_MESSAGE_DELAY}
     */
    record Environment(String name) implements Origin {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What the setting was declared with. */
    enum Default implements Origin {
        /** The only one. */
        INSTANCE;

        @Override
        public String toString() {
            return "default";
        }
    }
}
