package dev.usher.cli;

import dev.usher.config.ConfigException;
import dev.usher.config.Nearest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into a sentence on stderr and an exit code; a stack only for faults of ours. */
final class Complaint implements IExecutionExceptionHandler, IParameterExceptionHandler {
    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        return switch (e) {
            case ConfigException config -> {
                err.println(config.getMessage());
                yield ExitCode.CONFIG;
            }
            case IOException io -> {
                err.println("usher: " + io.getMessage());
                yield ExitCode.UNAVAILABLE;
            }
            case UncheckedIOException io -> {
                Throwable cause = io.getCause();
                err.println("usher: " + (cause == null ? io : cause).getMessage());
                yield ExitCode.UNAVAILABLE;
            }
            default -> {
                err.println("usher: a fault of Usher's own, please report it:");
                e.printStackTrace(err);
                yield ExitCode.SOFTWARE;
            }
        };
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("usher: " + sentence(e));
        if (command.getSubcommands().isEmpty()) {
            UnmatchedArgumentException.printSuggestions(e, err); // of flags; the sentence has the nearest command
        }
        err.println("usher: try '" + command.getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.USAGE;
    }

    /** picocli calls a wrong command an unmatched argument. */
    private static String sentence(ParameterException e) {
        CommandLine command = e.getCommandLine();
        if (e instanceof UnmatchedArgumentException unmatched
                && !command.getSubcommands().isEmpty()) {
            Set<String> commands = new TreeSet<>(command.getSubcommands().keySet());
            String written = unmatched.getUnmatched().getFirst();
            String nearest = Nearest.to(written, commands);
            return "there is no command '" + written + "'; "
                    + (nearest == null ? "" : "did you mean '" + nearest + "'? ")
                    + "there are: " + String.join(", ", commands);
        }
        return String.valueOf(e.getMessage());
    }
}
