package dev.usher.cli.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a test that runs blocks of the seed: their numbers, as docs/seed-blocks.md has them. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface RunsSeedBlock {
    /** From 1. */
    int[] value();
}
