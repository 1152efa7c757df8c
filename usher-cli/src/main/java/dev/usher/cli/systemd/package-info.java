/** What is said to the service manager that started this process (sd_notify(3)). */
@NullMarked
package dev.usher.cli.systemd;

import org.jspecify.annotations.NullMarked;
