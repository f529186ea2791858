// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.vtpm;

import io.platformfirmware.device.Errno;
import io.platformfirmware.device.ErrnoException;
import io.platformfirmware.device.VtpmDevice;
import io.platformfirmware.device.VtpmProxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The kernel: makes devices, or fails as told; on each device a test is the user that sends commands. */
final class KernelSide implements VtpmProxy {

    final List<Device> devices = new CopyOnWriteArrayList<>();
    volatile Optional<Errno> failure = Optional.empty();
    volatile Optional<RuntimeException> mistake = Optional.empty();
    volatile int asked;

    @Override
    public String path() {
        return "/dev/vtpmx";
    }

    @Override
    public VtpmDevice newTpm2() throws ErrnoException {
        asked++;
        mistake.ifPresent(one -> {
            throw one;
        });
        final Optional<Errno> now = failure;
        if (now.isPresent()) {
            throw new ErrnoException("ioctl VTPM_PROXY_IOC_NEW_DEV", path(), now.get());
        }
        final Device device = new Device(devices.size());
        devices.add(device);
        return device;
    }

    /** How many are there, as a user would find in /dev. */
    long open() {
        return devices.stream().filter(device -> !device.closed).count();
    }

    /** Waits for the device that was made so many others after the first. */
    Device device(int number) {
        Await.until("device " + number, () -> devices.size() > number);
        return devices.get(number);
    }

    /** One device. As in the kernel's driver, a response is taken while one is waited for. */
    static final class Device implements VtpmDevice {

        /** Stands for the end of the device in its queue. */
        private static final byte[] GIVEN_UP = {};

        private final int number;
        private final LinkedBlockingQueue<byte[]> commands = new LinkedBlockingQueue<>();
        private CompletableFuture<byte[]> awaited = new CompletableFuture<>();
        volatile boolean closed;

        /** What write(2) fails with. */
        volatile Optional<Errno> writing = Optional.empty();

        Device(int number) {
            this.number = number;
        }

        /** Sends a command and waits for its response. */
        byte[] transmit(byte[] command) throws Exception {
            return send(command).get(30, TimeUnit.SECONDS);
        }

        /** Sends a command. */
        synchronized CompletableFuture<byte[]> send(byte[] command) {
            awaited = new CompletableFuture<>();
            commands.add(command);
            return awaited;
        }

        /** Ends the device, as the kernel does when it does not get what it wants. */
        void giveUp() {
            commands.add(GIVEN_UP);
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public Optional<byte[]> readCommand(Duration timeout) throws ErrnoException {
            try {
                final byte[] command = commands.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
                if (command == GIVEN_UP) {
                    throw new ErrnoException("ppoll", "/dev/tpm" + number, Errno.EPIPE);
                }
                return Optional.ofNullable(command);
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts", e);
            }
        }

        @Override
        public synchronized void write(byte[] response) throws ErrnoException {
            final Optional<Errno> now = writing;
            if (now.isPresent()) {
                throw new ErrnoException("write", "/dev/tpm" + number, now.get());
            }
            awaited.complete(response);
        }

        @Override
        public synchronized void close() {
            closed = true;
            awaited.completeExceptionally(new TimeoutException("the device is gone"));
        }
    }
}
