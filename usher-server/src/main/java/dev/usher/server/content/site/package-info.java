/** What a virtual host's sections make of a path: the file, the settings that apply, the handler. */
@NullMarked
package dev.usher.server.content.site;

import org.jspecify.annotations.NullMarked;
