// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.platformfirmware.simulator.Sample;
import io.platformfirmware.simulator.SampleCapsules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.json.Json;
import javax.json.JsonObject;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.Terminal;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapsulesCommandTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final CapsulesCommand command = new CapsulesCommand(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @TempDir
    Path temporary;

    private Path target;

    @BeforeEach
    void name() {
        target = temporary.resolve("a/b");
        command.folder = target.toString();
    }

    @Test
    void writesTheSamplesAndAManifest() throws Exception {
        assertThat(command.execute()).isNull();

        for (final Sample sample : SampleCapsules.all()) {
            assertThat(target.resolve(sample.fileName())).hasBinaryContent(sample.bytes());
        }
        final List<String> manifest = Files.readAllLines(target.resolve("manifest.txt"));
        assertThat(manifest.stream().filter(line -> !line.startsWith("#")))
                .hasSameSizeAs(SampleCapsules.all())
                .contains("broken-header-size-zero.cap\t"
                        + SampleCapsules.named("broken-header-size-zero.cap").size()
                        + "\tcheck\theader-size\tHeaderSize 0");
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files).hasSize(SampleCapsules.all().size() + 1);
        }
    }

    @Test
    void listsWhatItWrote() throws Exception {
        command.execute();

        assertThat(text().lines().toList())
                .anySatisfy(line -> assertThat(line).matches("File +\\| +Bytes \\| Purpose"))
                .anySatisfy(line -> assertThat(line).matches("broken-header-size-zero.cap +\\| +237 \\| HeaderSize 0"))
                .last()
                .asString()
                .isEqualTo(SampleCapsules.all().size() + " capsules and manifest.txt written to " + target);
    }

    @Test
    void tableFitsTheTerminalAndLosesNothing() throws Exception {
        final List<String> lines = linesOn(80);

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
        assertThat(lines.stream()
                        .filter(line -> line.contains(" | "))
                        .map(line -> line.substring(line.lastIndexOf('|') + 1).strip())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(SampleCapsules.all().stream()
                        .map(Sample::purpose)
                        .collect(Collectors.joining(" ", "Purpose ", "")));
    }

    @Test
    void tableEndsOnATerminalThatIsTooNarrow() throws Exception {
        assertThat(linesOn(40)).hasSize(SampleCapsules.all().size() + 2);
    }

    @Test
    void tildeIsTheHomeOfTheUser() {
        final String home = System.getProperty("user.home");
        System.setProperty("user.home", temporary.toString());
        try {
            command.folder = "~/file/samples";
            Files.writeString(temporary.resolve("file"), "x");
            assertThatThrownBy(command::execute)
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining(temporary.resolve("file").toString());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            System.setProperty("user.home", home);
        }
    }

    @Test
    void rowsForScriptsArePlain() throws Exception {
        command.noFormat = true;
        command.execute();

        assertThat(text().lines())
                .hasSameSizeAs(SampleCapsules.all())
                .contains("broken-header-size-zero.cap\t237\tcheck\theader-size\tHeaderSize 0");
    }

    @Test
    void printsJsonOnRequest() throws Exception {
        command.json = true;
        command.execute();

        final JsonObject document = Json.createReader(new StringReader(text())).readObject();
        assertThat(document.keySet()).containsExactly("schemaVersion", "folder", "capsules");
        assertThat(document.getInt("schemaVersion")).isEqualTo(1);
        assertThat(document.getString("folder")).isEqualTo(target.toString());
        assertThat(document.getJsonArray("capsules")).hasSameSizeAs(SampleCapsules.all());
        assertThat(document.getJsonArray("capsules").getValuesAs(JsonObject.class))
                .filteredOn(capsule -> capsule.getString("file").equals("broken-header-size-zero.cap"))
                .singleElement()
                .satisfies(capsule -> {
                    assertThat(capsule.getString("refusedBy")).isEqualTo("check");
                    assertThat(capsule.getString("rule")).isEqualTo("header-size");
                    assertThat(capsule.getString("purpose")).isEqualTo("HeaderSize 0");
                });
    }

    @Test
    void writesAgainOverItsOwnFiles() throws Exception {
        command.execute();

        assertThat(command.execute()).isNull();
    }

    @Test
    void keepsOtherFilesUnlessForced() throws Exception {
        Files.createDirectories(target);
        final Path mine = Files.writeString(target.resolve("good-driver-update-v1.cap"), "mine");
        Files.writeString(target.resolve("unrelated"), "stays");

        assertThatThrownBy(command::execute)
                .isInstanceOf(CommandException.class)
                .hasMessage("Nothing written: " + target + " has other files of the name good-driver-update-v1.cap."
                        + " Name another folder, or overwrite them with --force.");
        assertThat(mine).hasContent("mine");
        assertThat(target.resolve("manifest.txt")).doesNotExist();
        assertThat(text()).isEmpty();

        command.force = true;
        assertThat(command.execute()).isNull();
        assertThat(mine)
                .hasBinaryContent(
                        SampleCapsules.named("good-driver-update-v1.cap").bytes());
        assertThat(target.resolve("unrelated")).hasContent("stays");
    }

    @Test
    void folderThatIsAFileIsRefused() throws IOException {
        final Path file = Files.writeString(temporary.resolve("file"), "x");

        command.folder = file.toString();
        assertThatThrownBy(command::execute)
                .isInstanceOf(CommandException.class)
                .hasMessage(file + " is a file, not a folder. Name a folder to write to.");

        command.folder = file.resolve("below").toString();
        assertThatThrownBy(command::execute)
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("Can not write to " + file.resolve("below") + ": ");
    }

    @Test
    void folderThatTakesNoFilesIsRefused() {
        command.folder = "/proc/no-such-folder";
        assertThatThrownBy(command::execute)
                .isInstanceOf(CommandException.class)
                .hasMessage("Can not write to /proc/no-such-folder: /proc/no-such-folder can not be created");
    }

    @Test
    void folderWithAFolderInPlaceOfASampleIsRefusedEvenByForce() throws IOException {
        Files.createDirectories(target.resolve("good-driver-update-v1.cap"));
        assertThatThrownBy(command::execute).isInstanceOf(CommandException.class);

        command.force = true;
        assertThatThrownBy(command::execute)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("good-driver-update-v1.cap");
    }

    @Test
    void textThatIsNotAPathIsRefused() {
        command.folder = "a\0b";
        assertThatThrownBy(command::execute)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("is not a path");
    }

    /** Without the line that names the folder, which is as long as it is. */
    private List<String> linesOn(int width) throws CommandException {
        command.session = (Session) Proxy.newProxyInstance(
                Session.class.getClassLoader(),
                new Class<?>[] {Session.class},
                (session, method, arguments) -> terminal(width));
        command.execute();
        final List<String> lines = text().lines().toList();
        return lines.subList(0, lines.size() - 1);
    }

    private static Terminal terminal(int width) {
        return (Terminal) Proxy.newProxyInstance(
                Terminal.class.getClassLoader(),
                new Class<?>[] {Terminal.class},
                (terminal, method, arguments) -> width);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
