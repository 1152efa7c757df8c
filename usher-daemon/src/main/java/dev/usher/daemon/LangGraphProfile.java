package dev.usher.daemon;

import dev.usher.config.ValueType;
import dev.usher.daemon.upstream.UpstreamTarget;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A LangGraph server that a handoff may choose by a name.
 *
 * @param name what the handoff's {@code profile} says
 * @param base where it is
 * @param assistant asked where a handoff names none
 * @param keyFile holds its key
 */
record LangGraphProfile(String name, UpstreamTarget base, Optional<String> assistant, Optional<Path> keyFile) {
    /** {@code NAME URL [ASSISTANT [KEYFILE]]}. */
    static final ValueType<LangGraphProfile> TYPE = ValueType.of(
            "NAME URL [ASSISTANT [KEYFILE]]",
            2,
            4,
            words -> new LangGraphProfile(
                    words.getFirst(),
                    BaseUrl.parse(words.get(1)),
                    words.size() > 2 ? Optional.of(words.get(2)) : Optional.empty(),
                    words.size() > 3 ? Optional.of(Path.of(words.get(3))) : Optional.empty()));
}
