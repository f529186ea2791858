// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static io.platformfirmware.update.Text.bytes;
import static io.platformfirmware.update.Text.count;
import static io.platformfirmware.update.Text.number;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Reads the header tree of one file, header by header, and judges the rules of structure.
 *
 * <p>Two limits keep one fault from breaking several rules. Headers are <em>judged</em> against the end of the capsule: what
 * CapsuleImageSize claims or what the file has, whichever is more. They are <em>read</em> only where the file has them. What
 * lies between the two is missing: that is the fault of {@link CapsuleRule#TRUNCATED} alone, reading stops there, and the
 * rules behind it are not judged. In a file that is not truncated the two limits are the same, so whatever stops the reading
 * has a failing finding, and a structure without one is complete.
 */
final class CapsuleParser {

    private static final long KNOWN_VERSION = 1;
    private static final int SHOWN_OFFSETS = 4;

    private final CapsuleFile file;
    private final FileFields fields;
    private final Findings findings = new Findings();

    private CapsuleHeader capsule;
    private ManagementHeader management;

    CapsuleParser(CapsuleFile file) {
        this.file = file;
        this.fields = new FileFields(file);
    }

    CapsuleStructure parse() {
        final boolean located = isThere() && readCapsuleHeader() && readManagementHeader();
        final Optional<ImageParser> image = located
                ? Optional.of(new ImageParser(fields, findings, management, end(), claimedWithinFile()))
                : Optional.empty();
        image.ifPresent(ImageParser::parse);
        return new CapsuleStructure(
                file,
                Optional.ofNullable(capsule),
                Optional.ofNullable(management),
                image.flatMap(ImageParser::header),
                image.flatMap(ImageParser::authentication),
                image.flatMap(ImageParser::payload),
                findings.list());
    }

    private boolean isThere() {
        final long length = fields.length();
        return findings.on(CapsuleRule.FILE_SIZE, "1 to " + bytes(CapsuleFile.MAX_SIZE), bytes(length))
                        .decide(
                                length > 0 && length <= CapsuleFile.MAX_SIZE,
                                "The file has a size that a capsule can have.",
                                length == 0
                                        ? "The file is empty: copy or download it again."
                                        : "The file is larger than any capsule: check that it is the right one.")
                && findings.on(CapsuleRule.CAPSULE_HEADER, "at least " + bytes(CapsuleHeader.SIZE), bytes(length))
                        .decide(
                                length >= CapsuleHeader.SIZE,
                                "The capsule header lies within the file.",
                                "The file ends within the capsule header: copy or download it again.");
    }

    private boolean readCapsuleHeader() {
        capsule = new CapsuleHeader(fields.guid(0), fields.u32(16), fields.u32(20), fields.u32(24));
        findings.on(
                        CapsuleRule.CAPSULE_GUID,
                        0,
                        CapsuleHeader.FIRMWARE_MANAGEMENT.toString(),
                        capsule.capsuleGuid().toString())
                .decide(
                        capsule.capsuleGuid().equals(CapsuleHeader.FIRMWARE_MANAGEMENT),
                        "The file is a firmware management capsule.",
                        "The file is not a firmware management capsule: check that it is the right one.");
        final boolean located = judgeHeaderSize();
        judgeImageSize();
        return located;
    }

    private boolean judgeHeaderSize() {
        final long size = capsule.headerSize();
        final boolean holds = size >= CapsuleHeader.SIZE && size + ManagementHeader.SIZE <= end();
        if (holds && !fields.holds(size, ManagementHeader.SIZE)) {
            return false;
        }
        return findings.on(
                        CapsuleRule.HEADER_SIZE,
                        16,
                        "at least " + CapsuleHeader.SIZE + ", and " + ManagementHeader.SIZE + " more within "
                                + bytes(end()),
                        number(size))
                .decide(
                        holds,
                        "The firmware management header lies within the file.",
                        size < CapsuleHeader.SIZE
                                ? "HeaderSize is less than the capsule header itself takes: the file is damaged."
                                : "HeaderSize" + Text.signed(size)
                                        + " points outside the capsule, and Linux's driver would"
                                        + " follow it: the file is damaged.");
    }

    private void judgeImageSize() {
        final long length = fields.length();
        final long claimed = capsule.capsuleImageSize();
        findings.on(CapsuleRule.TRUNCATED, 24, "CapsuleImageSize of at most " + number(length), number(claimed))
                .decide(
                        claimed <= length,
                        "The file has all bytes of the capsule.",
                        "The last " + bytes(claimed - length)
                                + " of the capsule are missing: copy or download it again and compare its SHA-256.");
        findings.on(CapsuleRule.TRAILING_BYTES, 24, "CapsuleImageSize of at least " + number(length), number(claimed))
                .decide(
                        claimed >= length,
                        "Nothing follows the capsule.",
                        bytes(length - claimed)
                                + " more than the capsule are in the file: it is padded, or it is several files in one."
                                + " Get the capsule alone.");
    }

    private boolean readManagementHeader() {
        final long at = capsule.headerSize();
        final long version = fields.u32(at);
        final int drivers = fields.u16(at + 4);
        final int payloads = fields.u16(at + 6);
        final int items = drivers + payloads;
        final long size = ManagementHeader.SIZE + (long) Long.BYTES * items;
        if (fields.holds(at, size)) {
            management =
                    new ManagementHeader(at, version, drivers, payloads, offsets(at + ManagementHeader.SIZE, items));
        }
        return findings.on(CapsuleRule.MANAGEMENT_HEADER_VERSION, at, number(KNOWN_VERSION), number(version))
                        .decide(
                                version == KNOWN_VERSION,
                                "The version of the firmware management header is known.",
                                "UEFI defines version 1 only, so what follows this header can not be told: the file is"
                                        + " damaged, or it is newer than this software.")
                && judgeItemCount(at, drivers, payloads, at + size)
                && judgeItemOffset(size);
    }

    private List<Long> offsets(long at, int items) {
        return LongStream.range(0, items)
                .map(item -> fields.u64(at + Long.BYTES * item))
                .boxed()
                .toList();
    }

    private boolean judgeItemCount(long at, int drivers, int payloads, long listEnd) {
        final String counts = count(drivers, "embedded driver") + " and " + count(payloads, "payload");
        if (payloads == 0) {
            return findings.on(CapsuleRule.ITEM_COUNT, at + 6, "at least 1 payload", counts)
                    .fail("There is nothing to install in this capsule: get the right one from its vendor.");
        }
        if (listEnd > end()) {
            return findings.on(
                            CapsuleRule.ITEM_COUNT,
                            at + 4,
                            "a list that ends by " + number(end()),
                            counts + ": " + number(listEnd))
                    .fail(
                            "EmbeddedDriverCount and PayloadItemCount ask for a list that does not fit into the capsule, and"
                                    + " Linux's driver would look behind it: the file is damaged.");
        }
        if (management == null) {
            return false;
        }
        return payloads == 1
                ? findings.on(CapsuleRule.ITEM_COUNT, at + 4, "a list that ends by " + number(end()), counts)
                        .pass("The offset list lies within the file.")
                : findings.on(CapsuleRule.ITEM_COUNT, at + 6, "1 payload", counts)
                        .warn("Linux's driver and this check look at the first payload only; the firmware judges the"
                                + " others.");
    }

    private boolean judgeItemOffset(long size) {
        final List<Long> offsets = management.itemOffsets();
        final int drivers = management.embeddedDriverCount();
        final long first = offsets.get(drivers);
        final long at = management.offset() + ManagementHeader.SIZE;
        final Findings.Judgement judgement =
                findings.on(CapsuleRule.ITEM_OFFSET, at + (long) Long.BYTES * drivers, number(size), number(first));
        if (first != size) {
            return judgement.fail(
                    "Linux's driver takes what follows the offset list for the first payload, whatever the"
                            + " list says: "
                            + (drivers > 0
                                    ? "it can not load a capsule with embedded drivers in that place. Ask the vendor for one"
                                            + " without."
                                    : "the file is damaged, or not made for Linux."));
        }
        return ascend(offsets, size, end() - management.offset())
                ? judgement.pass("The first payload is where Linux's driver looks for it.")
                : findings.on(
                                CapsuleRule.ITEM_OFFSET,
                                at,
                                "offsets that ascend from " + number(size) + " within the capsule",
                                someOf(offsets))
                        .warn("The first payload is where Linux's driver looks for it, but the "
                                + (drivers > 0 ? count(drivers, "embedded driver") + " in the list" : "other payloads")
                                + " can not be where the list says. Linux does not look at them; the firmware may refuse"
                                + " the capsule.");
    }

    private static boolean ascend(List<Long> offsets, long from, long limit) {
        long least = from;
        for (final long offset : offsets) {
            if (Long.compareUnsigned(offset, least) < 0 || Long.compareUnsigned(offset, limit) >= 0) {
                return false;
            }
            least = offset + 1;
        }
        return true;
    }

    private static String someOf(List<Long> offsets) {
        return offsets.stream().limit(SHOWN_OFFSETS).map(Long::toUnsignedString).collect(Collectors.joining(", "))
                + (offsets.size() > SHOWN_OFFSETS ? ", ..." : "");
    }

    /** Where the capsule ends as far as rules are concerned: at or behind the end of the file. */
    private long end() {
        return Math.max(capsule.capsuleImageSize(), fields.length());
    }

    private long claimedWithinFile() {
        return Math.min(capsule.capsuleImageSize(), fields.length());
    }
}
