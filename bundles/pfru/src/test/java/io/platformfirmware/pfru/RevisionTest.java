// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.platformfirmware.FailureReason;
import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice.Access;
import io.platformfirmware.update.UpdateListener;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The revision of the update interface. */
@Timeout(60)
class RevisionTest extends OnTheBench {

    @Test
    void setsTheRevisionThatIsConfiguredAndSaysWhatItSetLast() throws Exception {
        assertThat(service.revision()).isEmpty();
        service.setRevision(2);
        assertThat(service.revision()).isEqualTo(OptionalInt.of(2));
        assertThat(bench.device.revision()).isEqualTo(2);

        bench.settings.change(new PfruSettingsTest.Given("1", "", ""));
        service.settingsChanged();
        service.capability(); // waits for its turn behind the change

        assertThat(service.revision()).isEqualTo(OptionalInt.of(1));
        assertThat(bench.device.revision()).isEqualTo(1);
        assertThatThrownBy(() -> service.setRevision(3))
                .hasMessage("pfru-sim0: set revision: there is no revision 3; there is 1 and 2");
        assertThat(reason(() -> service.setRevision(3))).isEqualTo(FailureReason.INVALID_VALUE);
        assertThat(reason(() -> service.setRevision(0))).isEqualTo(FailureReason.INVALID_VALUE);
        assertThat(bench.device.revision()).isEqualTo(1);
    }

    @Test
    void appliesTheRevisionAgainBeforeEachUpdateBecauseOthersMayHaveChangedIt() throws Exception {
        bench.settings.change(new PfruSettingsTest.Given("2", "", ""));
        service.settingsChanged();
        service.capability();
        try (CharChannel other = bench.device.open(Access.READ_WRITE)) {
            other.ioctl(PfruIoctl.SET_REV.request(), new byte[] {1, 0, 0, 0});
        }

        service.update(CODE, UpdateListener.NONE);

        assertThat(bench.device.firmware().lastRevision()).hasValue(2);
    }

    @Test
    void showsThatTheRevisionCouldNotBeSetAndSetsItWithTheNextOperation() throws Exception {
        bench.settings.change(new PfruSettingsTest.Given("2", "", ""));
        try (CharChannel other = bench.device.open(Access.READ_WRITE)) {
            assertThat(other.tryLock()).isTrue();
            service.settingsChanged();
            service.capability();
            assertThat(service.settingsFault().orElseThrow().reason()).isEqualTo(FailureReason.DEVICE_LOCKED);
        }

        service.update(CODE, UpdateListener.NONE);

        assertThat(service.settingsFault()).isEmpty();
        assertThat(bench.device.revision()).isEqualTo(2);
    }
}
