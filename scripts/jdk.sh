# Sourced by ./usher and ./verify: sets JAVA_HOME to a JDK of 25 or newer, or says what is missing and ends.

# Prints the feature release of the JDK in directory $1, or nothing where there is no JDK.
jdk_release() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
    local candidate release path_java
    path_java=$(command -v java 2>/dev/null) && path_java=$(dirname "$(dirname "$(readlink -f "$path_java")")")
    for candidate in "${JAVA_HOME:-}" "$path_java" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
        [ -n "$candidate" ] || continue
        release=$(jdk_release "$candidate")
        if [ -n "$release" ] && [ "$release" -ge 25 ]; then
            JAVA_HOME=$candidate
            export JAVA_HOME
            return 0
        fi
    done
    echo "usher: no JDK 25 or newer was found (JAVA_HOME${JAVA_HOME:+=$JAVA_HOME}, PATH, /usr/lib/jvm, /opt)." >&2
    echo "usher: install one, for example the package openjdk-25-jdk-headless or temurin-25-jdk, or set JAVA_HOME." >&2
    return 1
}

need_maven() {
    command -v mvn >/dev/null 2>&1 && return 0
    echo "usher: Maven is missing; it is needed once, to build. The package is called maven (apt-get install maven)." >&2
    return 1
}
