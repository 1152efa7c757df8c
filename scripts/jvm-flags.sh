# Sourced by ./usher and scripts/aot-cache: the JVM's flags, in options. docs/performance.md has the figures.

# A small heap's collector and the first compiler alone: a streaming server is idle most of its time. What the C library
# holds but nobody uses, 6 MB after the start, goes back to the kernel every 5 s.
options=(-Xms8m -XX:+UseCompactObjectHeaders -XX:TieredStopAtLevel=1 -XX:-UsePerfData -XX:TrimNativeHeapInterval=5000
    -Djava.net.preferIPv4Stack=false)
# USHER_JAVA_OPTS comes last, so that it wins; but the JVM refuses two collectors.
if ! [[ " ${USHER_JAVA_OPTS:-} " =~ [[:space:]]-XX:\+Use[A-Za-z0-9]*GC[[:space:]] ]]; then
    options+=(-XX:+UseSerialGC)
fi
