// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tcti;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.tcti.LoadedHandles.Loaded;
import io.platformfirmware.tpm.HandleChanges;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LoadedHandlesTest {

    private static final String TPM = "tpm-a";
    private static final long ONE = 1;
    private static final long OTHER = 2;

    private final LoadedHandles loaded = new LoadedHandles();

    @Test
    void aHandleIsOfWhoGotItLast() {
        begun(0x80000000, ONE);
        begun(0x80000000, OTHER);

        assertThat(loaded.of(ONE)).isEmpty();
        assertThat(loaded.of(OTHER)).containsExactly(new Loaded(TPM, 0x80000000));
    }

    /** A TPM has one session of a number, and takes either type to flush it (seen with libtpms). */
    @Test
    void aSessionIsOfWhoGotItsNumberLastWhateverItsType() {
        begun(0x02000000, ONE);
        begun(0x02000001, ONE);
        begun(0x03000000, OTHER);

        assertThat(loaded.of(ONE)).containsExactly(new Loaded(TPM, 0x02000001));
        assertThat(loaded.of(OTHER)).containsExactly(new Loaded(TPM, 0x03000000));
    }

    @Test
    void aSessionEndsByEitherOfItsNumbers() {
        begun(0x03000002, ONE);

        loaded.changed(TPM, new HandleChanges(Optional.empty(), List.of(0x02000002), false), OptionalLong.of(OTHER));

        assertThat(loaded.of(ONE)).isEmpty();
    }

    @Test
    void anotherTpmHasHandlesOfItsOwn() {
        begun(0x02000000, ONE);

        loaded.changed("tpm-b", new HandleChanges(Optional.of(0x03000000), List.of(), false), OptionalLong.of(OTHER));

        assertThat(loaded.of(ONE)).containsExactly(new Loaded(TPM, 0x02000000));
    }

    private void begun(int handle, long client) {
        loaded.changed(TPM, new HandleChanges(Optional.of(handle), List.of(), false), OptionalLong.of(client));
    }
}
