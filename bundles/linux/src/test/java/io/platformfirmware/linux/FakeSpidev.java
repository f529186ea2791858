// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.linux;

import io.platformfirmware.device.Ioctl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The driver's side of SPI_IOC_MESSAGE over the memory of a {@link FakeKernel}: follows each pointer, keeps what was sent, and
 * receives what was sent, each bit turned round; of a transfer that sends nothing 0xFF.
 */
final class FakeSpidev {

    private static final int TRANSFER_SIZE = 32;

    private final FakeKernel kernel;
    private final List<Sent> sent = new ArrayList<>();

    FakeSpidev(FakeKernel kernel) {
        this.kernel = kernel;
    }

    /** One transfer as the driver saw it; {@code out} in hexadecimal, {@code none} for a pointer of 0. */
    record Sent(String out, boolean receives, int length, int delay, int csChange) {}

    List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** The answer to one message: all bytes of it. */
    long answer() {
        int total = 0;
        final int size = Ioctl.size(kernel.request());
        for (int offset = 0; offset < size; offset += TRANSFER_SIZE) {
            total += transfer(struct(kernel.address() + offset));
        }
        return total;
    }

    private ByteBuffer struct(long address) {
        return ByteBuffer.wrap(kernel.memory(address, TRANSFER_SIZE)).order(ByteOrder.nativeOrder());
    }

    private int transfer(ByteBuffer struct) {
        final long tx = struct.getLong(0);
        final long rx = struct.getLong(8);
        final int length = struct.getInt(16);
        final byte[] out = tx == 0 ? new byte[length] : kernel.memory(tx, length);
        sent.add(new Sent(
                tx == 0 ? "none" : HexFormat.of().formatHex(out),
                rx != 0,
                length,
                Short.toUnsignedInt(struct.getShort(24)),
                struct.get(27)));
        if (rx != 0) {
            for (int i = 0; i < length; i++) {
                out[i] = (byte) ~out[i];
            }
            kernel.put(rx, out);
        }
        return length;
    }
}
