package dev.usher.server.filter;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What runs once when a filter is added, before its first call.
 *
 * <p>On a method without a name: this is the one, for the filter whose class it is in. On a filter's class or method with a
 * name: the method of that class so called. It takes nothing, a {@link dev.usher.server.connection.Link} or a {@link FilterIo},
 * and returns nothing, OK or DONE; it may remove the filter. Where it throws, the filter is not added and whoever added it
 * fails.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface FilterInitHandler {
    /** Name of the method, or nothing where it stands on that method itself. */
    String value() default "";
}
