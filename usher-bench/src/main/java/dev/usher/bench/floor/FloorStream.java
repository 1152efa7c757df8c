package dev.usher.bench.floor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.usher.fd.ErrnoException;
import dev.usher.fd.StreamSocket;
import dev.usher.loop.Loop;
import dev.usher.loop.Timer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One client of the floor: a place in the script, and a timer. Lives on one loop. */
final class FloorStream implements Timer.Expiry {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final ThreadLocal<ByteBuffer> BUFFER =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

    private final Loop loop;
    private final StreamSocket client;
    private final FloorScript script;
    private final Timer timer = new Timer(this);
    private @Nullable List<byte[]> own;
    private int next;

    FloorStream(Loop loop, StreamSocket client, FloorScript script, String json) {
        this.loop = loop;
        this.client = client;
        this.script = script;
        this.own = named(script, json);
    }

    /** The pieces that name this client, which are the first ones. */
    private static List<byte[]> named(FloorScript script, String json) {
        String prompt = value(json, "\"prompt\":\"");
        String user = value(json, "\"user_id\":\"");
        List<byte[]> pieces = new ArrayList<>(2);
        for (byte[] piece : script.pieces()) {
            if (FloorScript.isFixed(piece)) {
                break;
            }
            pieces.add(new String(piece, ISO_8859_1)
                    .replace(FloorScript.PROMPT_MARK, prompt)
                    .replace(FloorScript.USER_MARK, user)
                    .getBytes(ISO_8859_1));
        }
        return pieces;
    }

    private static String value(String json, String name) {
        int from = json.indexOf(name);
        int to = from < 0 ? -1 : json.indexOf('"', from + name.length());
        return to < 0 ? "" : json.substring(from + name.length(), to);
    }

    void begin() {
        expired();
    }

    @Override
    public void expired() {
        try {
            ByteBuffer buffer = BUFFER.get().clear();
            do {
                buffer.put(piece());
            } while (script.delayMillis() == 0 && next < script.pieces().size());
            client.send(buffer.flip());
            if (next < script.pieces().size()) {
                loop.wheel().set(timer, script.delayMillis());
            } else {
                client.close();
            }
        } catch (ErrnoException e) {
            client.close(); // the client left: nothing else here to give back
        }
    }

    private byte[] piece() {
        List<byte[]> mine = own;
        int index = next++;
        if (mine == null || index >= mine.size()) {
            own = null;
            return script.pieces().get(index);
        }
        return mine.get(index);
    }
}
