// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.platformfirmware.Sha256;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A state names its capsule, and only that capsule is in it. */
final class UpdateStateTest {

    private static final Sha256 CAPSULE = Sha256.of(new byte[] {1});
    private static final Sha256 OTHER = Sha256.of(new byte[] {2});

    @Test
    void stateIsOfOneCapsule() {
        final UpdateState loaded = UpdateState.of(UpdateState.Phase.LOADED, CAPSULE);

        assertThat(loaded.is(UpdateState.Phase.LOADED, CAPSULE)).isTrue();
        assertThat(loaded.is(UpdateState.Phase.LOADED, OTHER)).isFalse();
        assertThat(loaded.is(UpdateState.Phase.STAGED, CAPSULE)).isFalse();
        assertThat(UpdateState.UNKNOWN.is(UpdateState.Phase.UNKNOWN, CAPSULE)).isFalse();
    }

    @Test
    void capsuleIsNamedExceptWhereNothingIsKnown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UpdateState(UpdateState.Phase.STAGED, Optional.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UpdateState(UpdateState.Phase.UNKNOWN, Optional.of(CAPSULE)));
    }
}
