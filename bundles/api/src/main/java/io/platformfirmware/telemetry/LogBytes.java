// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.telemetry;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/**
 * Bytes of a log, unchangeable. No source names their encoding: samples are lines of ASCII, and NUL bytes are possible.
 */
public final class LogBytes {

    /** None. */
    public static final LogBytes EMPTY = new LogBytes(new byte[0]);

    private final byte[] bytes;

    private LogBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A copy of bytes.
     *
     * @param bytes any
     * @return the value
     */
    public static LogBytes of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new LogBytes(bytes.clone());
    }

    /**
     * Several, one after the other.
     *
     * @param parts in their order
     * @return all bytes
     */
    public static LogBytes join(Collection<LogBytes> parts) {
        final ByteBuffer all =
                ByteBuffer.allocate(parts.stream().mapToInt(LogBytes::size).reduce(0, Math::addExact));
        parts.forEach(part -> all.put(part.bytes));
        return new LogBytes(all.array());
    }

    /**
     * How many.
     *
     * @return bytes
     */
    public int size() {
        return bytes.length;
    }

    /**
     * Whether there are none.
     *
     * @return true for no byte
     */
    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /**
     * The last ones.
     *
     * @param count how many at most
     * @return as many, or all where there are fewer
     */
    public LogBytes last(int count) {
        return count >= bytes.length
                ? this
                : new LogBytes(Arrays.copyOfRange(bytes, bytes.length - count, bytes.length));
    }

    /**
     * The bytes.
     *
     * @return a copy
     */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    /**
     * The bytes as text, exactly.
     *
     * @return empty when they are not UTF-8 (of which ASCII is a part)
     */
    public Optional<String> exactText() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (final CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /**
     * The bytes as text, as well as it can be done.
     *
     * @return UTF-8; U+FFFD stands for what is not
     */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogBytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** How many, not which: a log may hold what has no place in another one. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
