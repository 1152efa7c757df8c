package dev.usher.cli;

import io.netty.channel.Channel;
import picocli.CommandLine.IVersionProvider;

/** What {@code usher --version} prints: ours, the JVM's, Netty's. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        Package ours = Version.class.getPackage();
        String usher = ours.getImplementationVersion();
        String netty = Channel.class.getPackage().getImplementationVersion();
        return new String[] {
            "usher " + (usher == null ? "(built from classes)" : usher),
            "JDK " + Runtime.version() + " on " + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            "Netty " + (netty == null ? "(unknown)" : netty)
        };
    }
}
