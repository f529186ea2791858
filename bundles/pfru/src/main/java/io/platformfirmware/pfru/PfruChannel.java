// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.pfru;

import io.platformfirmware.Failure;
import io.platformfirmware.FailureReason;
import io.platformfirmware.FirmwareException;
import io.platformfirmware.device.CharChannel;
import io.platformfirmware.device.CharDevice;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.provider.DeviceFailures;
import io.platformfirmware.update.Capsule;
import io.platformfirmware.update.UpdateCapability;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An open update device: its requests in terms of capsules, its errors as failures. Used on the owner thread of the device. */
final class PfruChannel implements AutoCloseable {

    private final String deviceId;
    /** How failures call the request that does both. */
    static final String STAGE_AND_ACTIVATE = "stage and activate";

    private final CharChannel channel;
    private final PfruFailures failures;

    private PfruChannel(String deviceId, CharChannel channel) {
        this.deviceId = deviceId;
        this.channel = channel;
        this.failures = new PfruFailures(deviceId);
    }

    /** A channel that can ask, but not change anything. */
    static PfruChannel openForQuery(String deviceId, CharDevice device) throws FirmwareException {
        return new PfruChannel(deviceId, opening(deviceId).open(() -> device.open(CharDevice.Access.READ_ONLY)));
    }

    /** A channel that holds the lock of the device until it is closed. */
    static PfruChannel openLocked(String deviceId, CharDevice device) throws FirmwareException {
        return new PfruChannel(deviceId, opening(deviceId).openLocked(() -> device.open(CharDevice.Access.READ_WRITE)));
    }

    private static DeviceFailures opening(String deviceId) {
        return new DeviceFailures(deviceId, PfruFailures.LIST_COMMAND);
    }

    UpdateCapability queryCapability() throws FirmwareException {
        final byte[] struct = new byte[CapabilityStruct.SIZE];
        ioctl("query capability", PfruIoctl.QUERY_CAP, struct);
        return CapabilityStruct.decode(struct);
    }

    void setRevision(int revision) throws FirmwareException {
        ioctl(
                "set revision",
                PfruIoctl.SET_REV,
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(revision)
                        .array());
    }

    /** The whole capsule in exactly one write(2): the driver puts each write at the start of its buffer and judges it alone. */
    void load(Capsule capsule, UpdateCapability capability) throws FirmwareException {
        final byte[] bytes = capsule.file().bytes();
        final int taken;
        try {
            taken = channel.write(bytes);
        } catch (final ErrnoException e) {
            throw failures.ofWrite(e, capsule, capability);
        }
        if (taken != bytes.length) {
            throw Failure.of(
                            FailureReason.DRIVER_REFUSED,
                            "load",
                            "the driver took " + taken + " of " + bytes.length + " bytes")
                    .on(deviceId)
                    .next("The device does not behave like Linux's update driver; do not stage what was loaded.")
                    .asException();
        }
    }

    void stage() throws FirmwareException {
        start("stage", PfruIoctl.STAGE);
    }

    void activate() throws FirmwareException {
        start("activate", PfruIoctl.ACTIVATE);
    }

    void stageAndActivate() throws FirmwareException {
        start(STAGE_AND_ACTIVATE, PfruIoctl.STAGE_ACTIVATE);
    }

    private void start(String operation, PfruIoctl request) throws FirmwareException {
        try {
            channel.ioctl(request.request());
        } catch (final ErrnoException e) {
            throw failures.ofIoctl(operation, request, e);
        }
    }

    private void ioctl(String operation, PfruIoctl request, byte[] argument) throws FirmwareException {
        try {
            channel.ioctl(request.request(), argument);
        } catch (final ErrnoException e) {
            throw failures.ofIoctl(operation, request, e);
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
