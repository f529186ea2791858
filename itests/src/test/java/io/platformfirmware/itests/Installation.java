// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
    private final int port;

    /**
     * What a program did.
     *
     * @param status its exit status
     * @param text what it printed, without colours
     */
    record Run(int status, String text) {}

    private Installation(Path home, int port) {
        this.home = home;
        this.output = home.resolve("output.txt");
        this.port = port;
    }

    static Installation unpack(Path folder) throws Exception {
        final File archive = Containers.distribution();
        final Installation installation = new Installation(Files.createDirectories(folder), Ports.one());
        final Run tar = installation.run("tar", "xzf", archive.getAbsolutePath(), "--strip-components=1");
        if (tar.status() != 0) {
            throw new IOException(tar.text());
        }
        final Path shell = installation.file("etc/org.apache.karaf.shell.cfg");
        Files.writeString(
                shell, Files.readString(shell).replaceAll("(?m)^sshPort.*", "sshPort = " + installation.port));
        return installation;
    }

    Path file(String name) {
        return home.resolve(name);
    }

    /** Where the console listens. */
    int port() {
        return port;
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

    /** Gives a command until it ends with a status: what is started is not there at once. */
    Run await(Process server, String command, int status) throws Exception {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            final Run last = client(command);
            if (last.status() == status) {
                return last;
            }
            if (!server.isAlive() || System.nanoTime() > end) {
                throw new AssertionError(
                        command + " ends with " + last.status() + ": " + last.text() + "\nserver: " + output());
            }
        }
    }

    /** Runs a program of the installation, or another one in its folder, without anything to read. */
    Run run(String... command) throws Exception {
        final Path printed = Files.createTempFile(home, "run", ".txt");
        final Process process = builder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(printed.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(String.join(" ", command) + " hangs: " + Files.readString(printed));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Console.withoutColours(Files.readString(printed)));
    }

    /** The local addresses and ports that a process listens on, as /proc/net prints them. */
    static Set<String> listeners(long pid) throws IOException {
        final Set<String> sockets = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (final Path descriptor : (Iterable<Path>) descriptors::iterator) {
                try {
                    sockets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (final NoSuchFileException closedMeanwhile) {
                    continue;
                }
            }
        }
        final Set<String> addresses = new HashSet<>();
        for (final String table : List.of("tcp", "tcp6")) {
            for (final String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
                final String[] columns = line.trim().split(" +");
                if (columns[3].equals(LISTENING) && sockets.contains("socket:[" + columns[9] + "]")) {
                    addresses.add(columns[1]);
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
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("KARAF_")
                        || name.endsWith("JAVA_OPTS")
                        || name.startsWith("LC_")
                        || name.equals("LANG"));
        return builder;
    }
}
