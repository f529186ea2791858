// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.itests;

import io.platformfirmware.device.VtpmDevice;
import io.platformfirmware.device.VtpmProxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** In place of the kernel's proxy, which few machines have: makes devices, and a test sends commands to the newest. */
final class KernelUser implements VtpmProxy {

    private static final long PATIENCE_SECONDS = 30;

    volatile int made;
    volatile int open;

    private final SynchronousQueue<byte[]> commands = new SynchronousQueue<>();
    private final LinkedBlockingQueue<byte[]> responses = new LinkedBlockingQueue<>();

    /** Sends a command and waits for its response. */
    byte[] transmit(byte[] command) throws InterruptedException {
        if (!commands.offer(command, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody takes the command");
        }
        return Optional.ofNullable(responses.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .orElseThrow(() -> new AssertionError("no response"));
    }

    @Override
    public String path() {
        return "/dev/vtpmx";
    }

    @Override
    public synchronized VtpmDevice newTpm2() {
        final int number = made;
        made = made + 1;
        open = open + 1;
        return new VtpmDevice() {
            @Override
            public int number() {
                return number;
            }

            @Override
            public Optional<byte[]> readCommand(Duration timeout) {
                try {
                    return Optional.ofNullable(commands.poll(timeout.toNanos(), TimeUnit.NANOSECONDS));
                } catch (final InterruptedException e) {
                    throw new IllegalStateException("nobody interrupts", e);
                }
            }

            @Override
            public void write(byte[] response) {
                responses.add(response);
            }

            @Override
            public void close() {
                synchronized (KernelUser.this) {
                    open = open - 1;
                }
            }
        };
    }
}
