// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.device.CharDevice;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceIdentityTest {

    @Test
    void isThatOfTheService() {
        assertThat(DeviceIdentity.of(new FakeDevice(), Map.of(CharDevice.ID, "fake-sim0", CharDevice.SIMULATED, true)))
                .isEqualTo(new DeviceIdentity("fake-sim0", "/dev/fake0", true))
                .hasToString("fake-sim0 (/dev/fake0)");
    }

    @Test
    void isHardwareUnlessTheServiceSaysOtherwise() {
        assertThat(DeviceIdentity.of(new FakeDevice(), Map.of(CharDevice.ID, "fake0"))
                        .simulated())
                .isFalse();
        assertThat(DeviceIdentity.of(new FakeDevice(), Map.of(CharDevice.ID, "fake0", CharDevice.SIMULATED, "true"))
                        .simulated())
                .isFalse();
    }
}
