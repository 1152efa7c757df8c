/** The directive language: parse, check, explain. Every setting is declared once. */
@NullMarked
package dev.usher.config;

import org.jspecify.annotations.NullMarked;
