// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator.tpm;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What TPM2_GetCapability tells (TCG TPM 2.0 Library, Part 2, 6.12 and 6.13). The fixed properties are those of a Cr50. */
final class TpmCapabilities {

    private static final int ALGORITHMS = 0;
    private static final int HANDLES = 1;
    private static final int COMMANDS = 2;
    private static final int PHYSICAL_PRESENCE = 3;
    private static final int AUDIT = 4;
    private static final int PCRS = 5;
    private static final int PROPERTIES = 6;
    private static final int CURVES = 8;

    private static final int IS_HASH = 0x4;
    private static final int PCR_HANDLES = 0x00;
    private static final int HANDLE_TYPE_SHIFT = 24;
    private static final int HANDLE_INDEX = 0xFF_FFFF;
    private static final byte ALL = (byte) 0xFF;

    private final SortedMap<Integer, Integer> properties = new TreeMap<>(Integer::compareUnsigned);
    private final SortedMap<Integer, Integer> algorithms = new TreeMap<>();
    private final SortedMap<Integer, Integer> commands;

    /**
     * Of a TPM.
     *
     * @param commands attributes (TPMA_CC) by command code
     */
    TpmCapabilities(SortedMap<Integer, Integer> commands) {
        this.commands = commands;
        for (final PcrHash hash : PcrHash.values()) {
            algorithms.put(hash.id(), IS_HASH);
        }
        properties.put(0x100, text("2.0\0")); // family indicator
        properties.put(0x101, 0); // level
        properties.put(0x102, 116); // revision 1.16
        properties.put(0x103, 303); // day of the year
        properties.put(0x104, 2014);
        properties.put(0x105, text("CROS")); // manufacturer
        properties.put(0x106, text("xCG ")); // vendor string
        properties.put(0x107, text("fTPM"));
        properties.put(0x108, 0);
        properties.put(0x109, 0);
        properties.put(0x10A, 1); // vendor TPM type
        properties.put(0x10B, 0x0000_0005); // firmware version
        properties.put(0x10C, 0x0082_0000);
        properties.put(0x10D, 1024); // input buffer
        properties.put(0x10E, 3); // transient objects
        properties.put(0x10F, 7); // persistent objects
        properties.put(0x110, 3); // loaded sessions
        properties.put(0x111, 64); // active sessions
        properties.put(0x112, PcrBanks.COUNT);
        properties.put(0x113, PcrBanks.SELECT_SIZE);
        properties.put(0x11E, 2048); // command size
        properties.put(0x11F, 2048); // response size
        properties.put(0x120, BuiltInTpm.MAX_RANDOM); // digest size
        properties.put(0x129, commands.size()); // all commands
        properties.put(0x200, 0); // permanent attributes
        properties.put(0x201, 0x8000_000F); // startup attributes: orderly, all hierarchies enabled
    }

    /**
     * Answers the command.
     *
     * @param in the parameters capability, property and count
     */
    byte[] answer(CommandReader in) throws RefusedCommandException {
        final int capability = in.parameter(1).u32();
        final int property = in.parameter(2).u32();
        final int count = in.parameter(3).u32();
        in.end();
        final Part out = new Part(capability, property, count);
        return switch (capability) {
            case ALGORITHMS -> out.pairs(algorithms, Short.BYTES);
            case HANDLES -> out.handles();
            case COMMANDS -> out.values(commands);
            case PHYSICAL_PRESENCE, AUDIT, CURVES -> out.values(new TreeMap<>());
            case PCRS -> out.banks(in.parameter(2));
            case PROPERTIES -> out.pairs(properties, Integer.BYTES);
            default -> throw in.parameter(1).wrong(ResponseCode.VALUE);
        };
    }

    private static int text(String four) {
        return BigEndian.u32(four.getBytes(StandardCharsets.US_ASCII), 0);
    }

    /** A part of what there is, from a property on. */
    private record Part(int capability, int property, int count) {

        private AnswerWriter begin(boolean more) {
            return new AnswerWriter().u8(more ? 1 : 0).u32(capability);
        }

        private SortedMap<Integer, Integer> chosen(SortedMap<Integer, Integer> all) {
            final SortedMap<Integer, Integer> chosen = new TreeMap<>(all.comparator());
            for (final Map.Entry<Integer, Integer> one : all.tailMap(property).entrySet()) {
                if (Integer.compareUnsigned(chosen.size(), count) < 0) {
                    chosen.put(one.getKey(), one.getValue());
                }
            }
            return chosen;
        }

        byte[] pairs(SortedMap<Integer, Integer> all, int keySize) {
            final SortedMap<Integer, Integer> chosen = chosen(all);
            final AnswerWriter out =
                    begin(chosen.size() < all.tailMap(property).size()).u32(chosen.size());
            chosen.forEach((key, value) -> {
                if (keySize == Short.BYTES) {
                    out.u16(key).u32(value);
                } else {
                    out.u32(key).u32(value);
                }
            });
            return out.toBytes();
        }

        byte[] values(SortedMap<Integer, Integer> all) {
            final SortedMap<Integer, Integer> chosen = chosen(all);
            final AnswerWriter out =
                    begin(chosen.size() < all.tailMap(property).size()).u32(chosen.size());
            chosen.values().forEach(out::u32);
            return out.toBytes();
        }

        /** Of PCRs; there are no others. */
        byte[] handles() {
            final SortedMap<Integer, Integer> all = new TreeMap<>();
            if (property >>> HANDLE_TYPE_SHIFT == PCR_HANDLES) {
                for (int pcr = property & HANDLE_INDEX; pcr < PcrBanks.COUNT; pcr++) {
                    all.put(pcr, pcr);
                }
            }
            return new Part(capability, 0, count).values(all);
        }

        byte[] banks(CommandReader in) throws RefusedCommandException {
            if (property != 0) {
                throw in.wrong(ResponseCode.VALUE);
            }
            final AnswerWriter out = begin(false).u32(PcrHash.values().length);
            for (final PcrHash hash : PcrHash.values()) {
                out.u16(hash.id()).u8(PcrBanks.SELECT_SIZE).u8(ALL).u8(ALL).u8(ALL);
            }
            return out.toBytes();
        }
    }
}
