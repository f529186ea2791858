// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.Failure;
import io.platformfirmware.FirmwareDevice;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.Sha256;
import java.util.Optional;
import java.util.OptionalInt;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Firmware update at run time on one device. One OSGi service per device, with the properties {@link #DEVICE_ID},
 * {@link #DEVICE_PATH} and {@link #SIMULATED}; it goes when the device goes.
 *
 * <p>Safe for use by several threads. {@link #capability()}, {@link #check} and {@link #setRevision} wait for each other;
 * while one of the other operations runs, everything else is refused with {@code DEVICE_BUSY} rather than queued. Calls block until the firmware is done. Interrupting a waiting thread never interrupts the firmware:
 * before staging the operation is cancelled, later it goes on and the call fails with {@code STILL_RUNNING}.
 *
 * <p>A device is locked against other processes (advisory, flock(2) on its node) for the length of an operation and, between
 * {@link #load}, {@link #stage} and {@link #activate}, for as long as the loaded capsule is waiting.
 *
 * <p>The firmware has no call to take an update back, and no source says whether one outlives a reboot.
 */
@ProviderType
public interface FirmwareUpdateService extends FirmwareDevice {

    /**
     * Asks the firmware what it supports and which versions run.
     *
     * @return the capability now
     * @throws FirmwareException when the device can not be opened or the firmware does not answer
     */
    UpdateCapability capability() throws FirmwareException;

    /**
     * The revision of the update interface that this service set last. The driver has no call to read it back.
     *
     * @return 1 or 2; empty when this service has set none since the device appeared
     */
    OptionalInt revision();

    /**
     * Sets the revision of the update interface, for every user of the device and until the driver is unloaded.
     *
     * @param revision 1 or 2
     * @throws FirmwareException {@code INVALID_VALUE} for any other value, before the device is touched
     */
    void setRevision(int revision) throws FirmwareException;

    /**
     * What is wrong with the settings: a value that was refused, so that the last good ones are in force, or one that the device
     * did not take.
     *
     * @return empty when all settings are in force
     */
    Optional<Failure> settingsFault();

    /**
     * Whether Linux's driver is listened to while something is done to the device, see {@link UpdateRecord#diagnostics}.
     *
     * @return the setting in force
     */
    boolean kernelDiagnostics();

    /**
     * Why what the driver says can not be had, as it looks now: the kernel has no debug lines, or this process may not switch them
     * on. Nothing is changed.
     *
     * @return empty when it can be had, and when {@link #kernelDiagnostics} is off
     */
    Optional<Failure> kernelDiagnosticsFault();

    /**
     * What is known of the capsule in the device.
     *
     * @return the state
     */
    UpdateState state();

    /**
     * Checks a file against the rules of capsules and against this device, and changes nothing.
     *
     * @param file any file
     * @return one finding per rule
     * @throws FirmwareException when the device does not answer
     */
    CheckReport check(CapsuleFile file) throws FirmwareException;

    /**
     * Checks a capsule as {@link #check} does and copies it into the firmware's communication buffer.
     *
     * @param capsule what to load
     * @return the settled record
     * @throws FirmwareException when the capsule is refused, before the device is touched; {@link UpdateFailedException}
     *     once the attempt stands in the history
     */
    UpdateRecord load(Capsule capsule) throws FirmwareException;

    /**
     * Has the firmware authenticate and stage the capsule that was loaded.
     *
     * @param digest the capsule that is meant
     * @return the settled record
     * @throws FirmwareException {@code WRONG_STATE} when another capsule or none is loaded
     */
    UpdateRecord stage(Sha256 digest) throws FirmwareException;

    /**
     * Has the firmware activate the capsule that was staged.
     *
     * @param digest the capsule that is meant
     * @return the settled record
     * @throws FirmwareException {@code WRONG_STATE} when another capsule or none is staged
     */
    UpdateRecord activate(Sha256 digest) throws FirmwareException;

    /**
     * Stages and activates the loaded capsule in one request to the firmware.
     *
     * @param digest the capsule that is meant
     * @return the settled record
     * @throws FirmwareException {@code WRONG_STATE} when another capsule or none is loaded
     */
    UpdateRecord stageAndActivate(Sha256 digest) throws FirmwareException;

    /**
     * The whole way: check, load, stage, activate, and compare the capability before and after.
     *
     * @param capsule what to install
     * @param listener told of each phase, on the calling thread
     * @return the settled record
     * @throws FirmwareException when the capsule is refused, before the device is touched; {@link UpdateFailedException}
     *     once the attempt stands in the history
     */
    UpdateRecord update(Capsule capsule, UpdateListener listener) throws FirmwareException;

    /**
     * The way up to a staged capsule: check, load and stage; {@link #activate} finishes it.
     *
     * @param capsule what to stage
     * @param listener told of each phase, on the calling thread
     * @return the settled record
     * @throws FirmwareException as {@link #update}
     */
    UpdateRecord loadAndStage(Capsule capsule, UpdateListener listener) throws FirmwareException;
}
