// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.simulator.EmulatedFirmware;
import io.platformfirmware.simulator.LineLevel;
import io.platformfirmware.simulator.LogSettings;
import io.platformfirmware.simulator.SimulatedTelemetryDevice;
import io.platformfirmware.telemetry.LogDelta;
import io.platformfirmware.telemetry.LogGap;
import io.platformfirmware.telemetry.LogPosition;
import io.platformfirmware.telemetry.LogReset;
import io.platformfirmware.telemetry.LogType;
import io.platformfirmware.telemetry.LogTypeChange;
import io.platformfirmware.telemetry.LogWritten;
import io.platformfirmware.telemetry.TelemetryChange;
import java.util.List;
import org.junit.jupiter.api.Test;

class SinceTest extends OnTheBench {

    private static final int CAPACITY = LogSettings.DEFAULT_EXECUTION_SIZE;

    @Test
    void costsOneRequestWhenNothingIsNew() throws Exception {
        bench.write("x".repeat(CAPACITY + 100));
        final LogPosition place = service.position();
        final long ioctls = bench.device.ioctls();
        final long copied = bench.device.bytesCopied();

        assertThat(service.since(place)).isEqualTo(new LogDelta(List.of(), place));

        assertThat(bench.device.ioctls() - ioctls).isOne();
        assertThat(bench.device.bytesCopied() - copied).isZero();
    }

    @Test
    void copiesOnlyWhatIsNew() throws Exception {
        bench.write("x".repeat(CAPACITY - 10));
        final LogPosition place = service.position();
        bench.write("y".repeat(25));
        final long ioctls = bench.device.ioctls();
        final long copied = bench.device.bytesCopied();

        assertThat(service.since(place).bytes().text()).isEqualTo("y".repeat(25));

        assertThat(bench.device.ioctls() - ioctls).isEqualTo(2);
        assertThat(bench.device.bytesCopied() - copied).isEqualTo(25);
    }

    @Test
    void goesOnAtTheEndOfWhatItGave() throws Exception {
        final LogPosition start = service.position();
        bench.write("one");
        final LogDelta one = service.since(start);
        bench.write("two");

        assertThat(one.events())
                .singleElement()
                .isInstanceOfSatisfying(
                        LogWritten.class,
                        written -> assertThat(written.position()).isEqualTo(one.end()));
        assertThat(one.end()).isNotEqualTo(service.position());
        assertThat(service.since(one.end()).bytes().text()).isEqualTo("two");
        assertThat(service.since(start).bytes().text()).isEqualTo("onetwo");
    }

    @Test
    void isEverythingSincePowerOnWhereTheLogHadNoPlaceYet() throws Exception {
        try (Bench atPowerOn = new Bench()) {
            final LogPosition nowhere = atPowerOn.service.position();
            assertThat(nowhere).isEqualTo(LogPosition.beginning(LogType.EXECUTION));
            Bench.launch(atPowerOn.firmware);
            atPowerOn.write("first");

            final LogDelta delta = atPowerOn.service.since(nowhere);

            assertThat(delta.events()).hasSize(1);
            assertThat(delta.bytes().text()).isEqualTo("first");
        }
    }

    @Test
    void tellsAReset() throws Exception {
        bench.write("before");
        final LogPosition place = service.position();
        bench.firmware.resetLog();

        final LogDelta reset = service.since(place);

        assertThat(reset.events()).singleElement().isInstanceOf(LogReset.class);
        assertThat(service.since(reset.end()).events()).isEmpty();
        bench.write("after");
        assertThat(service.since(reset.end()).bytes().text()).isEqualTo("after");
        assertThat(service.since(place).events()).hasSize(2);
        assertThat(service.since(((LogReset) reset.events().get(0)).position())
                        .bytes()
                        .text())
                .isEqualTo("after");
    }

    @Test
    void tellsAResetAlsoWhereTheFirmwareDoesNotCountIt() throws Exception {
        bench.write("after");
        final LogPosition end = service.position();
        final LogPosition ahead = new LogPosition(
                end.type(), end.bufferAddress(), end.resetCount(), end.rolloverCount(), end.offset() + 1);

        final LogDelta delta = service.since(ahead);

        assertThat(delta.events()).hasSize(2).first().isInstanceOf(LogReset.class);
        assertThat(delta.bytes().text()).isEqualTo("after");
    }

    @Test
    void tellsWhatIsMissingAfterAReset() throws Exception {
        final LogPosition place = service.position();
        bench.firmware.resetLog();
        bench.write("x".repeat(CAPACITY) + "y".repeat(10));

        final LogDelta delta = service.since(place);

        assertThat(delta.events()).hasSize(3);
        assertThat(delta.events().get(0)).isInstanceOf(LogReset.class);
        assertThat(((LogGap) delta.events().get(1)).lost()).hasValue(10);
        assertThat(delta.bytes().text()).isEqualTo("x".repeat(CAPACITY - 10) + "y".repeat(10));
    }

    @Test
    void tellsThatTheOtherLogIsShownAndGoesOnAtItsEnd() throws Exception {
        bench.write("in both");
        final LogPosition place = service.position();
        bench.write("not read");
        service.apply(TelemetryChange.of(LogType.HISTORY));

        final LogDelta delta = service.since(place);
        bench.write("new");

        assertThat(delta.events()).containsExactly(new LogTypeChange(LogType.EXECUTION, delta.end()));
        assertThat(service.since(delta.end()).bytes().text()).isEqualTo("new");
        service.apply(TelemetryChange.of(LogType.EXECUTION));
        assertThat(service.since(place).bytes().text())
                .as("the place in the first one is still good")
                .isEqualTo("not readnew");
    }

    @Test
    void tellsAResetWhenAnotherFirmwareIsThere() throws Exception {
        bench.write("before power off");
        final LogPosition place = service.position();
        final EmulatedFirmware next = Bench.firmware(bench.log);
        Bench.launch(next);
        final PfrtTelemetryService afterPowerOn = bench.over(new SimulatedTelemetryDevice(0, next));

        assertThat(afterPowerOn.since(place).events()).singleElement().isInstanceOf(LogReset.class);

        next.log(LineLevel.ERROR, "much more than there was before".getBytes());
        final LogDelta delta = afterPowerOn.since(place);
        assertThat(delta.events().get(0)).isInstanceOf(LogReset.class);
        assertThat(delta.bytes().text()).isEqualTo("much more than there was before");
    }

    @Test
    void tellsAResetWhenTheLogHasNoPlaceAnyMore() throws Exception {
        bench.write("before power off");
        final LogPosition place = service.position();
        try (Bench atPowerOn = new Bench()) {
            final LogDelta delta = atPowerOn.service.since(place);

            assertThat(delta.events()).singleElement().isInstanceOf(LogReset.class);
            assertThat(atPowerOn.service.since(delta.end()).events()).isEmpty();
            Bench.launch(atPowerOn.firmware);
            atPowerOn.write("first");
            assertThat(atPowerOn.service.since(delta.end()).bytes().text()).isEqualTo("first");
        }
    }

    @Test
    void tellsAResetWhenTheLogIsMovedToALargerBuffer() throws Exception {
        bench.write("before");
        final LogPosition place = service.position();
        bench.behave(bench.log.withSizes(4 * LogSettings.PAGE, LogSettings.PAGE));
        bench.write("after");

        assertThat(service.since(place).events()).hasSize(2).first().isInstanceOf(LogReset.class);
    }
}
