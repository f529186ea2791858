// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;
import org.osgi.framework.Constants;

/** The arrows of the house: who may import what. The manifests are what bnd found in the classes. */
public class HouseRulesTest {

    private static final Path BUNDLES = Path.of("..", "bundles");
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

    private static final String API = "io\\.platformfirmware(\\.update|\\.telemetry|\\.tpm|\\.json)?";
    private static final String DEVICE = "io\\.platformfirmware\\.device";
    private static final String PROVIDER = "io\\.platformfirmware\\.provider";
    private static final String OSGI = "org\\.osgi\\..*";
    private static final String LOGGING = "org\\.slf4j";
    private static final String JSON = "javax\\.json(\\..*)?";
    private static final String JAAS = "javax\\.security\\..*";
    private static final String KARAF_SHELL = "org\\.apache\\.karaf\\.shell\\..*";
    private static final String JNA = "com\\.sun\\.jna(\\..*)?";

    /** What each room may import; nothing else. A room that is not listed fails the test. */
    private static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("api", List.of(API, JSON)),
            Map.entry("device", List.of(DEVICE)),
            Map.entry("linux", List.of(DEVICE, OSGI, LOGGING, JNA)),
            Map.entry("simulator", List.of(DEVICE, OSGI, LOGGING, KARAF_SHELL, JSON)),
            Map.entry("provider", List.of(API, DEVICE, PROVIDER, LOGGING)),
            Map.entry("pfru", List.of(API, DEVICE, PROVIDER, OSGI, LOGGING, JSON, JAAS)),
            Map.entry("pfrt", List.of(API, DEVICE, PROVIDER, OSGI, LOGGING)),
            Map.entry("cr50", List.of(API, DEVICE, PROVIDER, OSGI, LOGGING)),
            Map.entry("tcti", List.of(API, OSGI, LOGGING)),
            Map.entry("vtpm", List.of(API, DEVICE, PROVIDER, OSGI, LOGGING)),
            Map.entry("shell", List.of(API, OSGI, LOGGING, JSON, KARAF_SHELL)));

    @Test
    public void arrowsPointDownOnly() throws IOException {
        final Map<String, Set<String>> wrong = new TreeMap<>();
        for (final String room : rooms()) {
            final List<String> allowed = MAY_IMPORT.getOrDefault(room, List.of());
            final Set<String> others = packages(room, Constants.IMPORT_PACKAGE).stream()
                    .filter(name -> allowed.stream().noneMatch(name::matches))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!others.isEmpty()) {
                wrong.put(room, others);
            }
        }
        assertEquals(Map.of(), wrong);
    }

    @Test
    public void everyRoomHasItsRule() throws IOException {
        assertEquals(MAY_IMPORT.keySet(), rooms());
    }

    @Test
    public void onlyWhatOthersStandOnIsExported() throws IOException {
        final Map<String, Set<String>> exports = new TreeMap<>();
        for (final String room : rooms()) {
            exports.put(room, packages(room, Constants.EXPORT_PACKAGE));
        }
        assertEquals(
                new TreeMap<>(Map.ofEntries(
                        Map.entry(
                                "api",
                                Set.of(
                                        "io.platformfirmware",
                                        "io.platformfirmware.json",
                                        "io.platformfirmware.telemetry",
                                        "io.platformfirmware.tpm",
                                        "io.platformfirmware.update")),
                        Map.entry("device", Set.of("io.platformfirmware.device")),
                        Map.entry("linux", Set.of()),
                        Map.entry("simulator", Set.of()),
                        Map.entry("provider", Set.of("io.platformfirmware.provider")),
                        Map.entry("pfru", Set.of()),
                        Map.entry("pfrt", Set.of()),
                        Map.entry("cr50", Set.of()),
                        Map.entry("tcti", Set.of()),
                        Map.entry("vtpm", Set.of()),
                        Map.entry("shell", Set.of()))),
                exports);
    }

    @Test
    public void whatOthersStandOnHasNoComponents() throws IOException {
        assertNull(manifest("api").getMainAttributes().getValue("Service-Component"));
        assertNull(manifest("device").getMainAttributes().getValue("Service-Component"));
        assertNull(manifest("provider").getMainAttributes().getValue("Service-Component"));
    }

    @Test
    public void symbolicNamesAreTheRooms() throws IOException {
        for (final String room : rooms()) {
            assertEquals(
                    "io.platformfirmware." + room,
                    manifest(room).getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME));
        }
    }

    private static Set<String> rooms() throws IOException {
        try (Stream<Path> folders = Files.list(BUNDLES)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .collect(Collectors.toSet());
        }
    }

    private static Set<String> packages(String room, String header) throws IOException {
        final String value = manifest(room).getMainAttributes().getValue(header);
        if (value == null) {
            return Set.of();
        }
        return Stream.of(QUOTED.matcher(value).replaceAll("").split(","))
                .map(clause -> clause.split(";")[0].trim())
                .collect(Collectors.toSet());
    }

    private static Manifest manifest(String room) throws IOException {
        final Path file = BUNDLES.resolve(room).resolve("target/classes/META-INF/MANIFEST.MF");
        try (InputStream in = Files.newInputStream(file)) {
            return new Manifest(in);
        }
    }
}
