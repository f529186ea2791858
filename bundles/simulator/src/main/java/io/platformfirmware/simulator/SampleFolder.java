// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes sample capsules, and a manifest beside them. */
public final class SampleFolder {

    /** The name of the manifest. */
    public static final String MANIFEST = "manifest.txt";

    private final Path folder;

    /**
     * A folder.
     *
     * @param folder created when it is not there
     */
    public SampleFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Which files are there already with other bytes, and would be lost.
     *
     * @param samples to write
     * @return their names
     * @throws IOException when one can not be read
     */
    public List<String> conflicts(List<Sample> samples) throws IOException {
        final List<String> names = new ArrayList<>();
        for (final Sample sample : samples) {
            if (differs(sample.fileName(), sample.bytes())) {
                names.add(sample.fileName());
            }
        }
        if (differs(MANIFEST, manifest(samples))) {
            names.add(MANIFEST);
        }
        return List.copyOf(names);
    }

    /**
     * Writes all samples and the manifest, over what is there.
     *
     * @param samples to write
     * @throws IOException when the folder can not be made or a file not be written
     */
    public void write(List<Sample> samples) throws IOException {
        Files.createDirectories(folder);
        for (final Sample sample : samples) {
            Files.write(folder.resolve(sample.fileName()), sample.bytes());
        }
        Files.write(folder.resolve(MANIFEST), manifest(samples));
    }

    private boolean differs(String name, byte[] bytes) throws IOException {
        final Path file = folder.resolve(name);
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && !(Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), bytes));
    }

    private static byte[] manifest(List<Sample> samples) {
        final StringBuilder text = new StringBuilder("# Sample capsules for the simulated platform at power on.\n"
                + "# Columns, separated by tabs: file, bytes, refused by (nobody, check, driver, stage or activate),"
                + " rule of the capsule check (- for none), purpose.\n");
        for (final Sample sample : samples) {
            text.append(String.join(
                            "\t",
                            sample.fileName(),
                            Integer.toString(sample.size()),
                            sample.refusedBy().id(),
                            sample.rule().orElse("-"),
                            sample.purpose()))
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
