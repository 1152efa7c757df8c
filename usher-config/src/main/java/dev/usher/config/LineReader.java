package dev.usher.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a file's bytes into logical lines: LF or CRLF, UTF-8 with or without a byte order mark, a backslash at the end
 * goes on in the next line (nothing is put between the two), lines that begin with {@code #} are comments.
 *
 * <p>A comment goes on behind a backslash, too, as in httpd; since that swallows a line it is told in a notice.
 */
final class LineReader {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final String file;
    private final byte[] bytes;
    private final Problems problems;
    private final List<LogicalLine> lines = new ArrayList<>();
    private final StringBuilder pending = new StringBuilder();
    private int pendingSince;
    private boolean tooLong;

    private LineReader(String file, byte[] bytes, Problems problems) {
        this.file = file;
        this.bytes = bytes;
        this.problems = problems;
    }

    static List<LogicalLine> read(String file, byte[] bytes, Problems problems) {
        return new LineReader(file, bytes, problems).read();
    }

    private List<LogicalLine> read() {
        int start = startsWithMark() ? BYTE_ORDER_MARK.length : 0;
        for (int number = 1; start < bytes.length && !problems.full(); number++) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            physicalLine(number, start, end > start && bytes[end - 1] == '\r' ? end - 1 : end);
            start = end + 1;
        }
        if (pendingSince > 0) {
            problems.error(
                    at(pendingSince), "the line ends with a backslash, but no line follows that it could go on in");
        }
        return lines;
    }

    private boolean startsWithMark() {
        return bytes.length >= BYTE_ORDER_MARK.length
                && bytes[0] == BYTE_ORDER_MARK[0]
                && bytes[1] == BYTE_ORDER_MARK[1]
                && bytes[2] == BYTE_ORDER_MARK[2];
    }

    private Origin.Line at(int number) {
        return new Origin.Line(file, number);
    }

    private void physicalLine(int number, int start, int end) {
        boolean goesOn = end > start && bytes[end - 1] == '\\';
        String text = decode(number, start, goesOn ? end - 1 : end);
        if (pendingSince == 0) {
            pendingSince = number;
        }
        if (text == null || pending.length() + text.length() > Limits.LINE_CHARS) {
            tooLong |= text != null;
            pending.setLength(0);
            text = "";
        }
        pending.append(tooLong ? "" : text);
        if (!goesOn) {
            endOfLine(number);
        }
    }

    private void endOfLine(int number) {
        String text = strip(pending);
        if (tooLong) {
            problems.error(at(pendingSince), "the line is longer than " + Limits.LINE_CHARS + " characters");
        } else if (text.startsWith("#")) {
            noticeLongComment(number);
        } else if (!text.isEmpty()) {
            lines.add(new LogicalLine(at(pendingSince), text));
        }
        pending.setLength(0);
        pendingSince = 0;
        tooLong = false;
    }

    private void noticeLongComment(int number) {
        if (number > pendingSince) {
            problems.notice(
                    at(pendingSince), "this comment goes on to line " + number + ", because a backslash ends its line");
        }
    }

    /** The line's text, or null after an error was noted. */
    private @Nullable String decode(int number, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == 0) {
                problems.error(at(number), "the line holds a NUL byte");
                return null;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, end - start))
                    .toString();
        } catch (CharacterCodingException e) {
            problems.error(at(number), "the line is not valid UTF-8");
            return null;
        }
    }

    private static String strip(CharSequence text) {
        int start = 0;
        int end = text.length();
        while (start < end && Words.isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && Words.isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.subSequence(start, end).toString();
    }
}
