/** An application behind FastCGI: records, CGI variables, the application's answer, one connection a request. */
@NullMarked
package dev.usher.server.content.fastcgi;

import org.jspecify.annotations.NullMarked;
