# Sourced by ./usher and scripts/aot-cache: the JVM's flags, in options. docs/performance.md has the figures.

# A small heap's collector and the first compiler alone: a streaming server is idle most of its time. What the C library
# holds but nobody uses, 6 MB after the start, goes back to the kernel every 5 s.
options=(-Xms8m -XX:+UseCompactObjectHeaders -XX:TieredStopAtLevel=1 -XX:-UsePerfData -XX:TrimNativeHeapInterval=5000
    -Djava.net.preferIPv4Stack=false -Dio.netty.leakDetection.level=disabled)
# USHER_JAVA_OPTS comes last, so that it wins; but the JVM refuses two collectors.
if ! [[ " ${USHER_JAVA_OPTS:-} " =~ [[:space:]]-XX:\+Use[A-Za-z0-9]*GC[[:space:]] ]]; then
    options+=(-XX:+UseSerialGC)
fi
# shellcheck disable=SC2034
# A door has some hundred methods to run for each request, none of them hot alone: with the second compiler it takes less
# than half of the processor time, and with more room for what is new a third of the collections.
door_options=(-XX:TieredStopAtLevel=4 -Xms24m -Xmn16m)
