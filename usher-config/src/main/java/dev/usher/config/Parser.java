package dev.usher.config;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds the tree of one configuration from its lines. Knows nothing of settings: only the language's own directives
 * are acted on here.
 *
 * <pre>
 *   line ─ "&lt;/Name>" ─► end      pops the sections of this file up to Name
 *        ├ "&lt;Name …>" ─► begin    pushes; a condition that does not hold makes all within it inactive
 *        └ else ────────► directive, unless inactive: Define, Include … are done at once, others become nodes
 * </pre>
 */
final class Parser {
    private static final Pattern BEGIN = Pattern.compile("<([A-Za-z][A-Za-z0-9_.-]*)(.*)", Pattern.DOTALL);

    private final Problems problems;
    private final Variables variables;
    private final Conditions conditions;
    private final Includes includes;
    private final Deque<OpenSection> open = new ArrayDeque<>();
    private int nodes;
    private boolean stopped;

    Parser(Catalog catalog, Variables variables, Problems problems) {
        this.problems = problems;
        this.variables = variables;
        this.conditions = new Conditions(catalog, variables);
        this.includes = new Includes(this, problems);
    }

    /** Reads the main file; its problems are collected, the tree is what could be read. */
    Section parse(Path file, String shownAs, byte[] bytes) {
        Origin.Line whole = new Origin.Line(shownAs, 0);
        OpenSection root = new OpenSection("", List.of(), whole, true, new ArrayList<>(), false);
        open.push(root);
        includes.enter(file);
        parseFile(shownAs, bytes);
        open.pop();
        return root.closed();
    }

    /** Reads one file into the section that is open; what the file opens ends with it. */
    void parseFile(String shownAs, byte[] bytes) {
        int depthBefore = open.size();
        for (LogicalLine line : LineReader.read(shownAs, bytes, problems)) {
            if (stopped || problems.full()) {
                break;
            }
            parseLine(line, depthBefore);
        }
        while (open.size() > depthBefore) {
            closeUnfinished(stopped || problems.full() ? "" : "the end of " + shownAs);
        }
    }

    private void parseLine(LogicalLine line, int depthBefore) {
        try {
            if (line.text().startsWith("</")) {
                end(line, depthBefore);
            } else if (line.text().startsWith("<")) {
                begin(line);
            } else if (open.element().active()) {
                directive(line);
            }
        } catch (SyntaxError e) {
            problems.error(line.at(), e.message());
        }
    }

    private void begin(LogicalLine line) throws SyntaxError {
        Matcher parts = BEGIN.matcher(line.text());
        if (!parts.matches()) {
            problems.error(line.at(), "a section's name is missing behind '<' in " + Text.quoted(line.text()));
            return;
        }
        if (open.size() > Limits.SECTION_DEPTH) {
            stop(line.at(), "sections are nested deeper than " + Limits.SECTION_DEPTH + "; reading stopped here");
            return;
        }
        OpenSection outer = open.element();
        String name = parts.group(1);
        if (!outer.active()) {
            open.push(inactive(name, line, outer));
            return;
        }
        try {
            List<String> arguments = sectionArguments(name, parts.group(2));
            open.push(opened(name, arguments, line, outer));
        } catch (SyntaxError e) {
            open.push(inactive(name, line, outer));
            throw e;
        }
    }

    private static OpenSection inactive(String name, LogicalLine line, OpenSection outer) {
        return new OpenSection(name, List.of(), line.at(), false, outer.children(), true);
    }

    private OpenSection opened(String name, List<String> arguments, LogicalLine line, OpenSection outer)
            throws SyntaxError {
        if (Conditions.isCondition(name)) {
            boolean holds = conditions.holds(name, arguments);
            if (!holds) {
                problems.notice(line.at(), "skipped, " + Conditions.whySkipped(name, arguments.getFirst()));
            }
            return new OpenSection(name, List.of(), line.at(), holds, outer.children(), true);
        }
        countNode(line.at());
        return new OpenSection(name, arguments, line.at(), true, new ArrayList<>(), false);
    }

    private List<String> sectionArguments(String name, String behindName) throws SyntaxError {
        int close = behindName.lastIndexOf('>');
        if (close < 0) {
            throw new SyntaxError("the closing '>' of <" + name + " is missing");
        }
        if (close < behindName.length() - 1) {
            throw new SyntaxError("nothing may follow the '>' of <" + name + ">, but "
                    + Text.quoted(behindName.substring(close + 1).strip()) + " does");
        }
        String arguments = behindName.substring(0, close);
        if (!arguments.isEmpty() && !Words.isBlank(arguments.charAt(0))) {
            throw new SyntaxError("a blank is missing behind <" + name);
        }
        return variables.expand(Words.split(arguments));
    }

    private void end(LogicalLine line, int depthBefore) {
        String text = line.text();
        if (!text.endsWith(">")) {
            problems.error(line.at(), "the closing '>' of " + Text.quoted(text) + " is missing");
        }
        String name = text.substring(2, text.endsWith(">") ? text.length() - 1 : text.length())
                .strip();
        if (!isOpen(name, depthBefore)) {
            problems.error(line.at(), notOpen(name, depthBefore));
            return;
        }
        while (!open.element().name().equalsIgnoreCase(name)) {
            closeUnfinished("</" + name + "> in line " + line.at().number());
        }
        close();
    }

    private boolean isOpen(String name, int depthBefore) {
        return open.stream()
                .limit(open.size() - depthBefore)
                .anyMatch(s -> s.name().equalsIgnoreCase(name));
    }

    private String notOpen(String name, int depthBefore) {
        String shown = "</" + Text.bounded(name) + ">";
        if (open.size() == depthBefore) {
            return shown + " ends nothing: no section of this file is open here";
        }
        OpenSection innermost = open.element();
        return shown + " does not end <" + innermost.name() + "> of " + innermost.at();
    }

    private void closeUnfinished(String reached) {
        OpenSection section = open.element();
        if (!reached.isEmpty()) {
            problems.error(section.at(), "<" + section.name() + "> is not closed before " + reached);
        }
        close();
    }

    private void close() {
        OpenSection section = open.pop();
        if (!section.condition()) {
            open.element().children().add(section.closed());
        }
    }

    private void directive(LogicalLine line) throws SyntaxError {
        List<String> words = Words.split(line.text());
        String name = words.getFirst();
        List<String> arguments = variables.expand(words.subList(1, words.size()));
        switch (name.toLowerCase(Locale.ROOT)) {
            case "define" -> define(arguments);
            case "undefine" -> variables.undefine(one(name, arguments));
            case "loadmodule" -> loadModule(line.at(), arguments);
            case "include" -> includes.include(line.at(), one(name, arguments), false);
            case "includeoptional" -> includes.include(line.at(), one(name, arguments), true);
            default -> add(new Directive(name, arguments, line.at()));
        }
    }

    private void add(Directive directive) {
        countNode(directive.at());
        if (directive.name().equalsIgnoreCase(Language.SERVER_ROOT.name()) && open.size() == 1) {
            includes.serverRoot(directive.arguments());
        }
        open.element().children().add(directive);
    }

    private void define(List<String> arguments) throws SyntaxError {
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new SyntaxError("Define takes a name and, if need be, a value in quotes");
        }
        variables.define(arguments.getFirst(), arguments.size() == 2 ? arguments.get(1) : "");
    }

    private void loadModule(Origin.Line at, List<String> arguments) throws SyntaxError {
        if (arguments.size() != 2) {
            throw new SyntaxError("LoadModule takes two arguments, a module's name and its file");
        }
        problems.notice(
                at, "LoadModule " + Text.bounded(arguments.getFirst()) + conditions.whyIgnored(arguments.getFirst()));
    }

    private static String one(String name, List<String> arguments) throws SyntaxError {
        if (arguments.size() != 1) {
            throw new SyntaxError(name + " takes one argument, but " + arguments.size() + " were given");
        }
        return arguments.getFirst();
    }

    private void countNode(Origin.Line at) {
        if (++nodes > Limits.NODES) {
            stop(at, "more than " + Limits.NODES + " directives and sections; reading stopped here");
        }
    }

    void stop(Origin.Line at, String why) {
        if (!stopped) {
            stopped = true;
            problems.error(at, why);
        }
    }
}
