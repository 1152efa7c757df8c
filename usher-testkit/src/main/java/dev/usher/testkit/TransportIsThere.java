package dev.usher.testkit;

import io.netty.channel.uring.IoUring;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips, with the reason, all tests of a run that is to be on io_uring (the second run of those with the tag {@code
 * transport}) where the kernel or a container refuses it. JUnit finds it by itself (META-INF/services).
 */
public final class TransportIsThere implements ExecutionCondition {
    private static final String RING = "io_uring";

    /** JUnit makes it. */
    public TransportIsThere() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (!RING.equals(System.getProperty("dev.usher.transport")) || IoUring.isAvailable()) {
            return ConditionEvaluationResult.enabled("the transport can be had here");
        }
        return ConditionEvaluationResult.disabled(
                "io_uring cannot be used here: " + IoUring.unavailabilityCause().getMessage());
    }
}
