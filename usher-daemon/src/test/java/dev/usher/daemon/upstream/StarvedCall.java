package dev.usher.daemon.upstream;

import dev.usher.daemon.OurClasses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** In a process of its own: {@code URL} is asked once while there are descriptors, and once when there are none. */
final class StarvedCall {
    private StarvedCall() {}

    public static void main(String[] args) throws Exception {
        OurClasses.load();
        UpstreamTarget target = UpstreamTarget.parse(args[0]);
        try (Caller before = new Caller(target, TransportSettings.DEFAULT);
                Caller caller = new Caller(target, TransportSettings.DEFAULT)) {
            System.out.println("first " + before.asks("/x").next());
            List<InputStream> all = new ArrayList<>();
            try {
                while (true) {
                    all.add(Files.newInputStream(Path.of("/dev/null")));
                }
            } catch (IOException none) {
                all.add(InputStream.nullInputStream());
            }
            Caller.Heard starved = caller.asks("/x");
            String heard = starved.next();
            int connections = caller.upstream.connections();
            for (InputStream each : all) {
                each.close();
            }
            System.out.println("starved " + heard + ", connections " + connections + ", then "
                    + caller.asks("/x").next());
        }
    }
}
