/**
 * Handlers by name: from what a configuration writes to an object of the connection room's interfaces.
 *
 * <pre>
 *   name ─ HandlerName ─► HandlerLibrary ─► class or method (Handler) ─ Binder, Form ─► an interface's object
 *                          class path, jars of ModulePath,
 *                          sources below HandlerPath ─ SourceTrust ─ SourceCompiler ─► Generation
 * </pre>
 *
 * <p>{@link dev.usher.server.handler.HostHandlers} is what a virtual host makes of its directives,
 * {@link dev.usher.server.handler.Bound} one name at its place, asked once by each connection.
 */
@NullMarked
package dev.usher.server.handler;

import org.jspecify.annotations.NullMarked;
