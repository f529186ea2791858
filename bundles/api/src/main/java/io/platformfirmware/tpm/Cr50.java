// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.tpm;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A Google Cr50 (H1) or Ti50 chip on SPI: its TPM 2.0, and what there is to know about the chip and the link to it. One service
 * for each configuration {@code io.platformfirmware.cr50~NAME} whose SPI device is there; it is also registered as
 * {@link TpmTransport}.
 *
 * <p>Calls that ask the chip wait for the command that runs, and for the self-test of the link when it is the first.
 */
@ProviderType
public interface Cr50 extends TpmTransport {

    /** Service property, {@code Integer}: bits of entropy in 1024 bits of {@link #random}, 0 to 1024, as the settings have it. */
    String RNG_QUALITY = "rngQuality";

    /**
     * Who the chip says it is, read when the link was opened.
     *
     * @return vendor, device and revision
     * @throws FirmwareException when the link can not be opened
     */
    ChipIdentity identity() throws FirmwareException;

    /**
     * The chip's vendor register with the versions of its firmware.
     *
     * @return for example {@code B2-C:0 RO_B:0.0.11/4d655eab RW_B:0.5.130/cr50_v2.9...}; what is not printable is shown as a dot
     * @throws FirmwareException when it could not be read
     */
    String firmwareVersion() throws FirmwareException;

    /**
     * How things stand, without asking the chip.
     *
     * @return a snapshot
     */
    LinkState state();

    /**
     * What was counted since the service began.
     *
     * @return a snapshot
     */
    LinkStatistics statistics();

    /**
     * The newest transactions.
     *
     * @param count at most this many
     * @return oldest first
     */
    List<LinkTransaction> trace(int count);

    /**
     * The transactions behind one that is known.
     *
     * @param sequence its number; 0 for all that are kept
     * @return oldest first; where the first of them is not {@code sequence + 1} those in between are no longer kept
     */
    List<LinkTransaction> traceSince(long sequence);

    /**
     * Opens the link anew: chip select released, identity read again and again, wait strategy chosen.
     *
     * @return what was found; where nothing worked it says why
     * @throws FirmwareException {@code DEVICE_GONE} and the like; not for a chip that does not answer
     */
    SelfTestReport selfTest() throws FirmwareException;

    /**
     * Random bytes of the chip ({@code TPM2_GetRandom}, as often as it takes).
     *
     * @param count how many, 0 to 65536
     * @return the bytes
     * @throws FirmwareException {@code INVALID_VALUE}; {@code FIRMWARE_REFUSED} when the TPM answers with an error code; else as
     *     {@link #transmit(byte[])}
     */
    byte[] random(int count) throws FirmwareException;

    /**
     * Bits of entropy in 1024 bits of {@link #random}.
     *
     * @return 0 to 1024
     */
    int rngQuality();

    /**
     * Before the machine sleeps. Waits for the command that runs; those that wait behind it, and every later one, are refused.
     *
     * @param mode who takes the chip's power
     * @throws FirmwareException {@code WRONG_STATE} when it is suspended already. That the TPM did not take its Shutdown is not a
     *     failure of this call, as in Linux's driver: it is counted and logged
     */
    void suspend(SuspendMode mode) throws FirmwareException;

    /**
     * After the machine has slept: commands are taken again, and the next access wakes the chip first. Sends nothing.
     *
     * @throws FirmwareException {@code WRONG_STATE} when it was not suspended
     */
    void resume() throws FirmwareException;

    /**
     * What is wrong with the stored settings.
     *
     * @return empty when the stored settings are those in force
     */
    Optional<Failure> settingsFault();
}
