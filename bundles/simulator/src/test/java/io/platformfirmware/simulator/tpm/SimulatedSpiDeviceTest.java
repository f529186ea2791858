// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.SpiChannel;
import io.platformfirmware.device.SpiDevice;
import io.platformfirmware.device.SpiTransfer;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages, chip select, speed, time and errors as Linux has them. */
class SimulatedSpiDeviceTest {

    private final SimulatedCr50 cr50 = SimulatedCr50.virtual();
    private final SimulatedSpiDevice spi = cr50.spi();
    private SpiChannel channel;

    @BeforeEach
    void open() throws ErrnoException {
        channel = spi.open();
        channel.setUp(1_000_000);
    }

    private static SpiTransfer bytes(int count) {
        return SpiTransfer.write(new byte[count]);
    }

    private long time(ThrowingCallable call) throws ErrnoException {
        final long begin = cr50.clock().nanos();
        try {
            call.call();
        } catch (final Throwable e) {
            throw new AssertionError(e);
        }
        return cr50.clock().nanos() - begin;
    }

    @Test
    void isADevice() {
        assertThat(spi.properties())
                .containsEntry(SpiDevice.PATH, "simulated:/dev/spidev0.0")
                .containsEntry(SpiDevice.KIND, SpiDevice.KIND_SPI)
                .containsEntry(SpiDevice.ID, "spidev-sim0.0")
                .containsEntry(SpiDevice.SIMULATED, true);
        assertThat(spi.clock()).isSameAs(cr50.clock());
    }

    @Test
    void bytesTakeTheirTime() throws ErrnoException {
        assertThat(time(() -> channel.message(bytes(10)))).isEqualTo(20_000 + 80_000);
        channel.setUp(2_000_000);
        assertThat(time(() -> channel.message(bytes(10)))).isEqualTo(20_000 + 40_000);
        assertThat(time(() -> channel.message(SpiTransfer.pause(1000)))).isEqualTo(20_000 + 1_000_000);

        spi.settings(ControllerSettings.defaults().withMaxSpeedHz(500_000).withMessageOverhead(Duration.ZERO));
        assertThat(spi.speedHz()).isEqualTo(500_000);
        assertThat(time(() -> channel.message(bytes(1)))).isEqualTo(16_000);
    }

    @Test
    void chipSelectIsLowForAMessage() throws ErrnoException {
        channel.message(bytes(1), bytes(2));

        assertThat(spi.chipSelectLow()).isFalse();
        assertThat(cr50.wire().frames()).hasSize(1);
        assertThat(cr50.wire().frames().get(0).mosi()).hasSize(3);
    }

    @Test
    void lastTransferCanHoldIt() throws ErrnoException {
        channel.message(bytes(1).withCsChange());
        assertThat(spi.chipSelectLow()).isTrue();
        channel.message(bytes(2).withCsChange());
        assertThat(cr50.wire().frames()).isEmpty();
        channel.message(bytes(1));

        assertThat(cr50.wire().frames()).hasSize(1);
        assertThat(cr50.wire().frames().get(0).mosi()).hasSize(4);
    }

    @Test
    void betweenTransfersItToggles() throws ErrnoException {
        channel.message(bytes(1).withCsChange(), bytes(2));

        assertThat(cr50.wire().frames()).hasSize(2);
        assertThat(cr50.wire().frames().get(1).start()
                        - cr50.wire().frames().get(0).end())
                .isEqualTo(10_000);
    }

    @Test
    void badControllerDoesNotHoldIt() throws ErrnoException {
        spi.settings(ControllerSettings.defaults().withHoldsChipSelect(false));
        channel.message(bytes(1).withCsChange());

        assertThat(spi.chipSelectLow()).isFalse();
    }

    @Test
    void setUpReleasesItAndClosingDoesNot() throws ErrnoException {
        channel.message(bytes(1).withCsChange());
        channel.close();
        assertThat(spi.chipSelectLow()).isTrue();

        spi.open().setUp(1_000_000);
        assertThat(spi.chipSelectLow()).isFalse();
        assertThat(spi.openChannels()).isEqualTo(1);
    }

    @Test
    void messageThatIsRefusedLeavesChipSelect() throws ErrnoException {
        channel.message(bytes(1).withCsChange());
        spi.settings(ControllerSettings.defaults().withFault(ControllerFault.refused(1, 2, Errno.EINTR)));

        channel.message(bytes(1).withCsChange());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> channel.message(bytes(1))).hasMessageContaining("EINTR");
            assertThat(spi.chipSelectLow()).isTrue();
        }
        channel.message(bytes(1));
        assertThat(spi.chipSelectLow()).isFalse();
        assertThat(spi.messages()).isEqualTo(5);
    }

    @Test
    void messageThatBreaksReleasesChipSelectAndGivesNothing() throws ErrnoException {
        final byte[] in = {9, 9, 9, 9};
        spi.settings(ControllerSettings.defaults().withFault(ControllerFault.broken(0, 1, Errno.ETIMEDOUT)));
        assertThatThrownBy(() -> channel.message(SpiTransfer.read(in).withCsChange()))
                .hasMessageContaining("ETIMEDOUT");
        assertThat(spi.chipSelectLow()).isFalse();
        assertThat(in).containsOnly(9);
        assertThat(cr50.wire().frames().get(0).mosi()).hasSize(2);

        spi.settings(ControllerSettings.defaults().withFault(ControllerFault.shortCount(0, 1)));
        assertThatThrownBy(() -> channel.message(SpiTransfer.read(in))).hasMessageContaining("EIO");
        assertThat(cr50.wire().frames().get(1).mosi()).hasSize(3);
        spi.settings(spi.settings().withoutFault());
        channel.message(SpiTransfer.read(in));
        assertThat(in).doesNotContain(9);
    }

    @Test
    void messageHasALimit() throws ErrnoException {
        channel.message(bytes(4096));
        assertThatThrownBy(() -> channel.message(bytes(4096), bytes(1))).hasMessageContaining("EMSGSIZE");
        assertThatThrownBy(() -> channel.message()).hasMessageContaining("EINVAL");
        assertThatThrownBy(() -> channel.setUp(0)).hasMessageContaining("EINVAL");
    }

    @Test
    void lockIsForOneChannel() throws ErrnoException {
        final SpiChannel other = spi.open();
        assertThat(channel.tryLock()).isTrue();
        assertThat(channel.tryLock()).isTrue();
        assertThat(other.tryLock()).isFalse();
        channel.close();
        assertThat(other.tryLock()).isTrue();
    }

    @Test
    void closedAndRemoved() throws ErrnoException {
        channel.close();
        channel.close();
        assertThatThrownBy(() -> channel.message(bytes(1))).hasMessageContaining("EBADF");
        assertThat(spi.openChannels()).isZero();

        final SpiChannel open = spi.open();
        spi.remove();
        assertThatThrownBy(() -> open.message(bytes(1))).hasMessageContaining("ENODEV");
        assertThatThrownBy(() -> open.setUp(1)).hasMessageContaining("ENODEV");
        assertThatThrownBy(open::tryLock).hasMessageContaining("ENODEV");
        assertThatThrownBy(spi::open).hasMessageContaining("ENODEV");
        open.close();
    }
}
