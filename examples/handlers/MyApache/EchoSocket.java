package MyApache;

import dev.usher.server.connection.ClientSocket;
import dev.usher.server.connection.Connection;
import dev.usher.server.connection.Outcome;
import java.io.IOException;

/** Says what it hears, on the client's socket and past all filters, until a line is blank or the client hangs up. */
public final class EchoSocket {
    private static final int BUFF_LEN = 1024;

    /** The protocol: HTTP's place in its virtual host. */
    public static Outcome handler(Connection c) throws IOException {
        ClientSocket socket = c.clientSocket();
        byte[] buff = new byte[BUFF_LEN];
        while (true) {
            int rlen = socket.receive(buff); // waits; 0: the client has hung up
            if (rlen == 0 || isBlank(buff, rlen)) {
                return Outcome.OK;
            }
            int wlen = socket.send(buff, 0, rlen);
            if (wlen != rlen) {
                return Outcome.OK;
            }
        }
    }

    private static boolean isBlank(byte[] buff, int length) {
        for (int i = 0; i < length; i++) {
            if (buff[i] != '\r' && buff[i] != '\n') {
                return false;
            }
        }
        return true;
    }
}
