// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.FirmwareException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TpmTransportTest {

    @Test
    void transmittingIsSubmittingAndWaiting() throws FirmwareException {
        final Echo echo = new Echo();

        assertThat(echo.transmit(new byte[] {1, 2})).containsExactly(1, 2);
        assertThat(echo.deadline).isEmpty();
        assertThat(echo.transmit(new byte[] {3}, Duration.ofMillis(5))).containsExactly(3);
        assertThat(echo.deadline).contains(Duration.ofMillis(5));
    }

    private static final class Echo implements TpmTransport {

        private Optional<Duration> deadline = Optional.empty();

        @Override
        public String deviceId() {
            return "echo";
        }

        @Override
        public String devicePath() {
            return "/dev/null";
        }

        @Override
        public boolean simulated() {
            return true;
        }

        @Override
        public TpmExchange submit(byte[] command, Optional<Duration> wait) {
            deadline = wait;
            return new TpmExchange() {
                @Override
                public byte[] response() {
                    return command.clone();
                }

                @Override
                public void cancel() {}

                @Override
                public boolean isDone() {
                    return true;
                }
            };
        }
    }
}
