// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static io.platformfirmware.update.Text.bytes;
import static io.platformfirmware.update.Text.number;

import io.platformfirmware.Guid;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * The reads of Linux's driver, in its order and with its arithmetic, for one file: {@code pfru_write} checks nothing else
 * before it accepts ({@code applicable_image} in Linux {@code drivers/acpi/pfr_update.c}). The driver keeps its position in a
 * signed 32-bit number that wraps and that is never compared with the length of the file; this walk compares it before each
 * read and ends at the first that would leave the file.
 */
final class LinuxDriverWalk {

    private final FileFields fields;
    private final Optional<UpdateCapability> capability;

    LinuxDriverWalk(CapsuleFile file, Optional<UpdateCapability> capability) {
        this.fields = new FileFields(file);
        this.capability = capability;
    }

    LinuxVerdict under(LinuxVerdict.VersionRule rule) {
        return new Steps(rule).walk();
    }

    private final class Steps {

        private final LinuxVerdict.VersionRule rule;

        /** The driver's position: what {@code size} is there. */
        private int at;

        Steps(LinuxVerdict.VersionRule rule) {
            this.rule = rule;
        }

        LinuxVerdict walk() {
            if (!fields.holds(16, Integer.BYTES)) {
                return outside("HeaderSize", 16, Integer.BYTES);
            }
            at = (int) fields.u32(16);
            if (!fields.holds(at + 4L, Short.BYTES)) {
                return outside("EmbeddedDriverCount", at + 4L, Short.BYTES);
            }
            if (!fields.holds(at + 6L, Short.BYTES)) {
                return outside("PayloadItemCount", at + 6L, Short.BYTES);
            }
            final long items = (long) fields.u16(at + 4L) + fields.u16(at + 6L);
            at = (int) ((long) at + ManagementHeader.SIZE + Long.BYTES * items);
            return imageHeader();
        }

        private LinuxVerdict imageHeader() {
            if (!fields.holds(at + 4L, Guid.SIZE)) {
                return outside("UpdateImageTypeId", at + 4L, Guid.SIZE);
            }
            final Guid imageType = fields.guid(at + 4L);
            final Optional<CapsuleType> type = CapsuleType.of(imageType);
            if (type.isEmpty()) {
                return refuses(at + 4L, "The image type is " + imageType + ", which it does not know.");
            }
            // no check: it lies between the counts and the type, and both are within the file
            final long version = fields.u32(at);
            if (version != 1 && version != 2) {
                return refuses(at, "The image header has version " + number(version) + "; it knows 1 and 2.");
            }
            // it also refuses a negative position here, but what it has read so far shows that this one is not
            at += version == 1 ? ImageHeader.SIZE_V1 : ImageHeader.SIZE_V2;
            if (!fields.holds(at + 8L, Integer.BYTES)) {
                return outside("dwLength of the certificate", at + 8L, Integer.BYTES);
            }
            at = (int) ((long) at + ImageAuthentication.MONOTONIC_COUNT_SIZE + fields.u32(at + 8L));
            return version(type.get());
        }

        private LinuxVerdict version(CapsuleType type) {
            if (type == CapsuleType.CODE_INJECTION) {
                return version("runtime version", at + 16L, UpdateCapability::codeRuntimeVersion);
            }
            return rule == LinuxVerdict.VersionRule.SVN
                    ? version("secure version number", at + 36L, UpdateCapability::driverSvn)
                    : version("runtime version", at + 16L, UpdateCapability::driverRuntimeVersion);
        }

        private LinuxVerdict version(String name, long offset, ToLongFunction<UpdateCapability> running) {
            if (!fields.holds(offset, Integer.BYTES)) {
                return outside("the " + name + " of the payload", offset, Integer.BYTES);
            }
            final long offered = fields.u32(offset);
            if (capability.isEmpty()) {
                return verdict(
                        LinuxVerdict.Outcome.NEEDS_DEVICE,
                        offset,
                        "The " + name + " is " + number(offered) + "; it refuses what is older than the running one.");
            }
            final long least = running.applyAsLong(capability.get());
            return offered < least
                    ? refuses(
                            offset,
                            "The " + name + " is " + number(offered) + ", older than " + number(least)
                                    + ", which runs.")
                    : verdict(
                            LinuxVerdict.Outcome.ACCEPTS,
                            offset,
                            "The " + name + " is " + number(offered) + ", not older than " + number(least)
                                    + ", which runs; the file has to fit into the communication buffer.");
        }

        private LinuxVerdict outside(String field, long offset, int size) {
            return verdict(
                    LinuxVerdict.Outcome.READS_OUTSIDE,
                    offset,
                    "It reads " + field + ", " + bytes(size) + " at offset " + offset + ", of which "
                            + (size - fields.held(offset, size)) + " lie outside the file of "
                            + bytes(fields.length()) + ".");
        }

        private LinuxVerdict refuses(long offset, String explanation) {
            return verdict(LinuxVerdict.Outcome.REFUSES, offset, explanation);
        }

        private LinuxVerdict verdict(LinuxVerdict.Outcome outcome, long offset, String explanation) {
            return new LinuxVerdict(rule, outcome, OptionalLong.of(offset), explanation);
        }
    }
}
