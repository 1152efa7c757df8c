/** Buckets and brigades; knows nothing of connections. */
@NullMarked
package dev.usher.server.bucket;

import org.jspecify.annotations.NullMarked;
