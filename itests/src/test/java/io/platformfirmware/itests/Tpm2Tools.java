// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Debian's tpm2-tools over some way to a TPM, in a folder of their own. */
final class Tpm2Tools implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 120;

    private final String tcti;
    private final Path folder;

    private Tpm2Tools(String tcti, Path folder) {
        this.tcti = tcti;
        this.folder = folder;
    }

    /**
     * The tools over one way.
     *
     * @param tcti as {@code TPM2TOOLS_TCTI} has it
     */
    static Tpm2Tools over(String tcti) throws IOException {
        return new Tpm2Tools(tcti, Files.createTempDirectory("tpm2-tools"));
    }

    /** The same folder over another way. */
    Tpm2Tools also(String other) {
        return new Tpm2Tools(other, folder);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Runs a tool that has to succeed. */
    String run(String line) throws Exception {
        final Result result = tried(line);
        assertEquals(line + " over " + tcti + "\n" + result.errors(), 0, result.status());
        return result.output();
    }

    /** What a tool came to. */
    record Result(int status, String output, String errors) {}

    /** Runs a tool. */
    Result tried(String line) throws Exception {
        final Path output = folder.resolve("output");
        final Path errors = folder.resolve("errors");
        final List<String> command = new ArrayList<>(List.of(line.split(" +")));
        final ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().put("TPM2TOOLS_TCTI", tcti);
        final Process process;
        try {
            process = builder.start();
        } catch (final IOException e) {
            throw new AssertionError("tpm2-tools are not there: apt-get install tpm2-tools", e);
        }
        try {
            assertTrue(line + " does not end", process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } finally {
            process.destroyForcibly();
        }
        return new Result(
                process.exitValue(),
                Files.readString(output, StandardCharsets.ISO_8859_1),
                Files.readString(errors, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (final Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
