package dev.usher.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Declares a setting step by step; {@link #help} is the last step. For one thread, used up by {@code help}.
 *
 * @param <T> the setting's value
 */
public final class SettingBuilder<T> {
    final String name;
    final ValueType<T> type;
    List<String> aliases = new ArrayList<>();
    Set<Context> contexts = EnumSet.noneOf(Context.class);
    Setting.How how = Setting.How.SINGLE;
    Setting.Inheritance inheritance = Setting.Inheritance.REPLACE;
    Function<List<T>, T> join = List::getLast;

    @Nullable
    String defaultText;

    String help = "";
    String flag;
    boolean fileOnly;
    boolean flagless;
    boolean secret;
    boolean reloadable;
    /** Variables by other names, and what their text is in ours. */
    Map<String, UnaryOperator<String>> otherVariables = new LinkedHashMap<>();

    SettingBuilder(String name, ValueType<T> type) {
        this.name = SettingNames.requireName(name);
        this.type = type;
        this.flag = SettingNames.flag(name);
    }

    SettingBuilder<T> copy() {
        return copyTo(new SettingBuilder<>(name, type), join);
    }

    private <U> SettingBuilder<U> copyTo(SettingBuilder<U> other, Function<List<U>, U> join) {
        other.aliases = List.copyOf(aliases);
        other.contexts = contexts.isEmpty() ? contexts : EnumSet.copyOf(contexts);
        other.how = how;
        other.inheritance = inheritance;
        other.join = join;
        other.defaultText = defaultText;
        other.help = help;
        other.flag = flag;
        other.fileOnly = fileOnly;
        other.flagless = flagless;
        other.otherVariables = new LinkedHashMap<>(otherVariables);
        other.secret = secret;
        other.reloadable = reloadable;
        return other;
    }

    /** Another spelling of the directive, accepted everywhere. */
    public SettingBuilder<T> alias(String spelling) {
        aliases.add(SettingNames.requireName(spelling));
        return this;
    }

    /** Where the directive may stand; at least one place. */
    public SettingBuilder<T> in(Context first, Context... others) {
        contexts.add(first);
        contexts.addAll(List.of(others));
        return this;
    }

    /** The default, as it would be written in a file; without it a setting is unset until somebody sets it. */
    public SettingBuilder<T> byDefault(String text) {
        defaultText = text;
        return this;
    }

    /** A flag that is not the directive's name in lower case, without dashes; the variable's name follows it. */
    public SettingBuilder<T> flagName(String name) {
        flag = name;
        return this;
    }

    /** Only a file can set it: there is no flag and no variable. */
    public SettingBuilder<T> fileOnly() {
        fileOnly = true;
        return this;
    }

    /** No flag: the list of processes would show it to everybody. A file and a variable can set it. */
    public SettingBuilder<T> withoutFlag() {
        flagless = true;
        return this;
    }

    /** A variable that others have given a name to, such as {@code OPENAI_API_BASE}; ours stands over it. */
    public SettingBuilder<T> variable(String name) {
        return variable(name, UnaryOperator.identity());
    }

    /**
     * The same for one that is written otherwise.
     *
     * @param inOurWords turns its text into the setting's; what it does not know it returns as it is
     */
    public SettingBuilder<T> variable(String name, UnaryOperator<String> inOurWords) {
        otherVariables.put(name, inOurWords);
        return this;
    }

    /** Its value is shown as {@code ***} everywhere. */
    public SettingBuilder<T> secret() {
        secret = true;
        return this;
    }

    /** Whoever runs with it takes a newer value over without a restart, when it is told to (SIGHUP). */
    public SettingBuilder<T> reloadable() {
        reloadable = true;
        return this;
    }

    /** An inner section takes nothing over ({@code ServerName}). */
    public SettingBuilder<T> notInherited() {
        inheritance = Setting.Inheritance.NONE;
        return this;
    }

    /** An inner section's elements come before the outer ones instead of replacing them ({@code Alias}). */
    public SettingBuilder<T> addsToOuter() {
        if (how == Setting.How.SINGLE) {
            throw new IllegalStateException(name + " is no list: nothing can be added to it");
        }
        inheritance = Setting.Inheritance.ADD;
        return this;
    }

    /** Makes it a list: every word of every directive is an element ({@code DirectoryIndex}). */
    public SettingBuilder<List<T>> eachWord() {
        SettingBuilder<List<T>> list = new SettingBuilder<>(name, new ListType<>(type, true));
        copyTo(list, SettingBuilder::flatten);
        list.aliases = new ArrayList<>(aliases);
        list.how = Setting.How.LIST;
        return list;
    }

    /** Makes it a table: every directive is an element, made of all its words ({@code Listen}, {@code Alias}). */
    public SettingBuilder<List<T>> eachLine() {
        SettingBuilder<List<T>> table = new SettingBuilder<>(name, new ListType<>(type, false));
        copyTo(table, SettingBuilder::flatten);
        table.aliases = new ArrayList<>(aliases);
        table.how = Setting.How.TABLE;
        return table;
    }

    private static <E> List<E> flatten(List<List<E>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    /**
     * Ends the declaration.
     *
     * @param line one line for people: what it does, in the words of the documentation
     * @throws IllegalArgumentException if the declaration is at fault: a default out of range, no context
     */
    public Setting<T> help(String line) {
        if (contexts.isEmpty() || line.isBlank()) {
            throw new IllegalArgumentException(name + " needs a context and a help line");
        }
        help = line;
        return new Setting<>(this);
    }
}
