// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.platformfirmware.json.FirmwareJson;
import io.platformfirmware.update.UpdateCapability;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import javax.json.Json;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is read from a disk or a driver may be anything. */
class ParserPropertiesTest {

    private static final int STATUS = 4;

    @Property(tries = 500)
    void anyBytesAreAHistory(@ForAll byte[] bytes) {
        assertThat(HistoryEvents.of(bytes, "history").records()).isEmpty();
    }

    @Property(tries = 500)
    void aDamagedLineCostsNoOther(
            @ForAll @IntRange(max = 2000) int position, @ForAll byte damage, @ForAll @IntRange(max = 2) int line) {
        final byte[][] lines = Stream.of("a", "b", "c")
                .map(id -> line(id).getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        // a new line in the middle makes two damaged ones of one, and still no other
        lines[line][position % (lines[line].length - 1)] = damage;
        final ByteBuffer file = ByteBuffer.allocate(lines[0].length + lines[1].length + lines[2].length);
        Stream.of(lines).forEach(file::put);

        final HistoryEvents events = HistoryEvents.of(file.array(), "history");

        assertThat(events.records()).hasSizeBetween(2, 3);
        assertThatCode(events::interrupted).doesNotThrowAnyException();
    }

    @Property
    void anyAnswerOfTheDriverIsACapability(@ForAll @Size(CapabilityStruct.SIZE) byte[] struct) {
        final UpdateCapability decoded = CapabilityStruct.decode(struct);

        assertThat(encode(decoded)).isEqualTo(withoutStatus(struct));
    }

    private static String line(String id) {
        return Json.createObjectBuilder()
                        .add("event", "pending")
                        .add("record", FirmwareJson.record(Samples.pending(id)))
                        .add("process", new RunningProcess(1, Samples.TIME).toJson())
                        .build()
                + "\n";
    }

    private static byte[] encode(UpdateCapability capability) {
        return ByteBuffer.allocate(CapabilityStruct.SIZE - STATUS)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) capability.featureBits())
                .put(capability.codeType().toBytes())
                .putInt((int) capability.firmwareVersion())
                .putInt((int) capability.codeRuntimeVersion())
                .put(capability.driverType().toBytes())
                .putInt((int) capability.driverRuntimeVersion())
                .putInt((int) capability.driverSvn())
                .put(capability.platformId().toBytes())
                .put(capability.oemId().toBytes())
                .putInt((int) capability.oemInfoLength())
                .array();
    }

    private static byte[] withoutStatus(byte[] struct) {
        return ByteBuffer.allocate(struct.length - STATUS)
                .put(struct, STATUS, struct.length - STATUS)
                .array();
    }
}
