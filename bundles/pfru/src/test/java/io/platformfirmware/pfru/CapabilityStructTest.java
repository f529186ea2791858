// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import static org.assertj.core.api.Assertions.assertThat;

import io.platformfirmware.Guid;
import io.platformfirmware.update.UpdateCapability;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CapabilityStructTest {

    /** Written down from the offsets of the kernel's header, with numbers whose top bit is set. */
    private static final String GOLDEN = "00000000" // status
            + "0c000080" // update_cap
            + "794bf8b26e7b454e885f3fb9bb185402" // code_type
            + "01000080" // fw_version
            + "020000f0" // code_rt_version
            + "8cdd6945f1759a42a3d624de8097a0df" // drv_type
            + "03000000" // drv_rt_version
            + "04000000" // drv_svn
            + "63462139a8b1aa4e85dbb29f3e2c1a00" // platform_id
            + "ddccbbaaffee11002233445566778899" // oem_id
            + "08000000"; // oem_info_len

    @Test
    void decodesEveryFieldUnsignedAndMixedEndian() {
        assertThat(CapabilityStruct.decode(HexFormat.of().parseHex(GOLDEN)))
                .isEqualTo(new UpdateCapability(
                        0x8000_000CL,
                        Guid.of("B2F84B79-7B6E-4E45-885F-3FB9BB185402"),
                        0x8000_0001L,
                        0xF000_0002L,
                        Guid.of("4569DD8C-75F1-429A-A3D6-24DE8097A0DF"),
                        3,
                        4,
                        Guid.of("39214663-B1A8-4EAA-85DB-B29F3E2C1A00"),
                        Guid.of("AABBCCDD-EEFF-0011-2233-445566778899"),
                        8));
    }

    @Test
    void isAsLongAsTheKernelsStructure() {
        assertThat(GOLDEN).hasSize(2 * CapabilityStruct.SIZE);
    }
}
