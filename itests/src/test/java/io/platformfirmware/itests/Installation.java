// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The distribution, unpacked as its owner would, with its console on a port of its own. */
final class Installation {

    private static final long PATIENCE_SECONDS = 90;
    private static final String LISTENING = "0A";

    private final Path home;
    private final Path output;

    /**
     * What a program did.
     *
     * @param status its exit status
     * @param text what it printed, without colours
     */
    record Run(int status, String text) {}

    private Installation(Path home) {
        this.home = home;
        this.output = home.resolve("output.txt");
    }

    static Installation unpack(Path folder) throws Exception {
        final File archive = new File("../karaf-assembly/target/io.platformfirmware.karaf-"
                + System.getProperty("project.version") + ".tar.gz");
        final Installation installation = new Installation(Files.createDirectories(folder));
        final Run tar = installation.run("tar", "xzf", archive.getAbsolutePath(), "--strip-components=1");
        if (tar.status() != 0) {
            throw new IOException(tar.text());
        }
        final Path shell = installation.file("etc/org.apache.karaf.shell.cfg");
        Files.writeString(shell, Files.readString(shell).replaceAll("(?m)^sshPort.*", "sshPort = " + freePort()));
        return installation;
    }

    Path file(String name) {
        return home.resolve(name);
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** Starts it as a service manager would. */
    Process start() throws IOException {
        return builder("bin/karaf", "daemon").redirectOutput(output.toFile()).start();
    }

    /** One command, as a script would give it. */
    Run client(String command) throws Exception {
        return run("bin/client", command);
    }

    /** Waits until the console answers. */
    void awaitConsole(Process server) throws Exception {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (client("pfru:history").status() != 2) {
            if (!server.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("no console: " + output());
            }
        }
    }

    Run run(String... command) throws Exception {
        final Process process = builder(command).start();
        process.getOutputStream().close();
        final String text = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " hangs");
        }
        return new Run(process.exitValue(), text.replaceAll("\u001B\\[[0-9;]*m", ""));
    }

    /** The local addresses that a process listens on, as /proc/net prints them. */
    static Set<String> listeners(long pid) throws IOException {
        final Set<String> sockets = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (final Path descriptor : (Iterable<Path>) descriptors::iterator) {
                sockets.add(Files.readSymbolicLink(descriptor).toString());
            }
        }
        final Set<String> addresses = new HashSet<>();
        for (final String table : List.of("tcp", "tcp6")) {
            for (final String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
                final String[] columns = line.trim().split(" +");
                if (columns[3].equals(LISTENING) && sockets.contains("socket:[" + columns[9] + "]")) {
                    addresses.add(columns[1].split(":")[0]);
                }
            }
        }
        return addresses;
    }

    private ProcessBuilder builder(String... command) {
        final List<String> words = new ArrayList<>(List.of(command));
        if (words.get(0).startsWith("bin/")) {
            words.set(0, file(words.get(0)).toString());
        }
        final ProcessBuilder builder =
                new ProcessBuilder(words).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // what Maven or a developer has set for other programs is not part of the installation
        builder.environment().keySet().removeIf(name -> name.startsWith("KARAF_") || name.endsWith("JAVA_OPTS"));
        return builder;
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
