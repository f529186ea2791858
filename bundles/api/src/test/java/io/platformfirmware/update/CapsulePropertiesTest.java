// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static io.platformfirmware.update.GoodCapsule.capability;
import static io.platformfirmware.update.GoodCapsule.concat;
import static io.platformfirmware.update.GoodCapsule.file;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/**
 * What holds for any bytes. A read outside the file would be a read outside an array of exactly its length, and throw; so
 * whatever does not throw has read the file and nothing else.
 */
final class CapsulePropertiesTest {

    private static final int[] FIELDS = {
        GoodCapsule.CAPSULE_GUID,
        GoodCapsule.HEADER_SIZE,
        GoodCapsule.FLAGS,
        GoodCapsule.CAPSULE_IMAGE_SIZE,
        GoodCapsule.MANAGEMENT_VERSION,
        GoodCapsule.EMBEDDED_DRIVER_COUNT,
        GoodCapsule.PAYLOAD_ITEM_COUNT,
        GoodCapsule.ITEM_OFFSET,
        GoodCapsule.ITEM_OFFSET + 4,
        GoodCapsule.IMAGE_VERSION,
        GoodCapsule.IMAGE_TYPE,
        GoodCapsule.IMAGE_INDEX,
        GoodCapsule.IMAGE_SIZE,
        GoodCapsule.VENDOR_CODE_SIZE,
        GoodCapsule.MONOTONIC_COUNT,
        GoodCapsule.CERTIFICATE_LENGTH,
        GoodCapsule.CERTIFICATE_REVISION,
        GoodCapsule.CERTIFICATE_GUID,
        GoodCapsule.PAYLOAD_SIGNATURE,
        GoodCapsule.PAYLOAD_HEADER_VERSION,
        GoodCapsule.PAYLOAD_HEADER_SIZE,
        GoodCapsule.HARDWARE_VERSION,
        GoodCapsule.RUNTIME_VERSION,
        GoodCapsule.PLATFORM_ID,
        GoodCapsule.SVN
    };

    private static final long[] EDGES = {0, 1, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL};

    @Property(tries = 1000)
    void arbitraryBytesAreJudged(@ForAll @Size(max = 400) byte[] bytes) {
        check(bytes);
    }

    @Property(tries = 2000)
    void damagedCapsulesAreJudged(@ForAll("damaged") byte[] bytes) {
        check(bytes);
    }

    @Property(tries = 2000)
    void capsulesWithWildFieldsAreJudged(@ForAll("wild") byte[] bytes) {
        check(bytes);
    }

    @Property(tries = 1000)
    void cutOrPaddedDamagedCapsulesAreJudged(@ForAll("damaged") byte[] bytes, @ForAll("length") int length) {
        check(Arrays.copyOf(bytes, length));
    }

    @Property(tries = 1000)
    void whatFollowsAnAcceptedCapsuleBreaksOneRuleAndChangesNoHeader(
            @ForAll("damaged") byte[] bytes, @ForAll @Size(min = 1, max = 64) byte[] garbage) {
        final CapsuleStructure alone = CapsuleStructure.of(file(bytes));
        final CapsuleStructure followed = CapsuleStructure.of(file(concat(bytes, garbage)));
        if (alone.failures().isEmpty()) {
            assertThat(headers(followed)).isEqualTo(headers(alone));
            assertThat(followed.failures()).extracting(Finding::rule).containsExactly(CapsuleRule.TRAILING_BYTES);
        }
    }

    @Property(tries = 2000)
    void whatFollowsTheFileChangesNoVerdictOfLinuxUnlessItIsRead(
            @ForAll("wild") byte[] bytes, @ForAll @Size(min = 1, max = 4096) byte[] leftOver) {
        final byte[] buffer = concat(bytes, leftOver);
        for (final LinuxVerdict.VersionRule rule : LinuxVerdict.VersionRule.values()) {
            final LinuxVerdict verdict = walk(bytes, rule);
            if (verdict.outcome() != LinuxVerdict.Outcome.READS_OUTSIDE) {
                assertThat(walk(buffer, rule)).isEqualTo(verdict);
            }
        }
    }

    @Provide
    Arbitrary<byte[]> good() {
        return Arbitraries.of(0, 1, 2, 3, 4).map(kind -> switch (kind) {
            case 0 -> GoodCapsule.codeInjection();
            case 1 -> GoodCapsule.driverUpdate();
            case 2 -> GoodCapsule.version2();
            case 3 -> GoodCapsule.embeddedDrivers();
            default -> GoodCapsule.twoPayloads();
        });
    }

    @Provide
    Arbitrary<byte[]> damaged() {
        final Arbitrary<List<Integer>> offsets =
                Arbitraries.integers().between(0, GoodCapsule.SIZE - 1).list().ofMaxSize(6);
        final Arbitrary<List<Byte>> values = Arbitraries.bytes().list().ofSize(6);
        return Combinators.combine(good(), offsets, values).as((bytes, where, what) -> {
            for (int at = 0; at < where.size(); at++) {
                bytes[where.get(at)] ^= what.get(at);
            }
            return bytes;
        });
    }

    @Provide
    Arbitrary<byte[]> wild() {
        final Arbitrary<Integer> field =
                Arbitraries.integers().between(0, FIELDS.length - 1).map(at -> FIELDS[at]);
        final Arbitrary<Long> edge =
                Arbitraries.integers().between(0, EDGES.length - 1).map(at -> EDGES[at]);
        final Arbitrary<Long> value = Arbitraries.oneOf(
                edge,
                Arbitraries.longs().between(0, GoodCapsule.SIZE + 64),
                Arbitraries.longs().between(0xFFFF_FF00L, 0xFFFF_FFFFL),
                Arbitraries.longs().between(0, 0xFFFF_FFFFL));
        final Arbitrary<List<Change>> changes = Combinators.combine(field, value)
                .as(Change::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
        return Combinators.combine(good(), changes).as((bytes, all) -> {
            byte[] changed = bytes;
            for (final Change one : all) {
                changed = GoodCapsule.withU32(changed, one.offset(), one.value());
            }
            return changed;
        });
    }

    @Provide
    Arbitrary<Integer> length() {
        return Arbitraries.integers().between(0, GoodCapsule.SIZE + 64);
    }

    private record Change(int offset, long value) {}

    private static void check(byte[] bytes) {
        final CapsuleFile file = file(bytes);
        final CapsuleStructure structure = CapsuleStructure.of(file);
        final CheckReport offline = CheckReport.offline(file);
        final CheckReport against = CheckReport.against(file, capability());

        assertThat(structure.findings())
                .extracting(Finding::rule)
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(against.findings())
                .extracting(Finding::rule)
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(offline.linux()).hasSize(2);
        assertThat(against.linux()).hasSize(2);
        assertHeadersWithin(structure, bytes.length);
        assertThat(CapsuleStructure.of(file(bytes)).findings()).isEqualTo(structure.findings());

        final Optional<Capsule> capsule = parse(file);
        assertThat(capsule.isPresent())
                .isEqualTo(structure.failures().isEmpty())
                .isEqualTo(offline.accepted());
        capsule.ifPresent(parsed -> assertThat(headers(parsed.structure())).doesNotContain(Optional.empty()));
        if (against.accepted()) {
            assertThat(against.linux())
                    .extracting(LinuxVerdict::outcome)
                    .doesNotContain(LinuxVerdict.Outcome.READS_OUTSIDE);
            assertThat(against.linux()
                            .get(LinuxVerdict.VersionRule.SVN.ordinal())
                            .outcome())
                    .isEqualTo(LinuxVerdict.Outcome.ACCEPTS);
        }
    }

    private static Optional<Capsule> parse(CapsuleFile file) {
        try {
            return Optional.of(Capsule.parse(file));
        } catch (final CapsuleException e) {
            assertThat(e.findings()).isNotEmpty();
            return Optional.empty();
        }
    }

    private static LinuxVerdict walk(byte[] bytes, LinuxVerdict.VersionRule rule) {
        return new LinuxDriverWalk(file(bytes), Optional.of(capability())).under(rule);
    }

    private static List<Optional<?>> headers(CapsuleStructure structure) {
        return List.of(
                structure.capsuleHeader(),
                structure.managementHeader(),
                structure.imageHeader(),
                structure.authentication(),
                structure.payloadHeader());
    }

    private static void assertHeadersWithin(CapsuleStructure structure, long length) {
        final List<Long> ends = new ArrayList<>();
        structure.capsuleHeader().ifPresent(header -> ends.add((long) CapsuleHeader.SIZE));
        structure
                .managementHeader()
                .ifPresent(header ->
                        ends.add(header.offset() + 8 + 8L * header.itemOffsets().size()));
        structure.imageHeader().ifPresent(header -> ends.add(header.offset() + header.size()));
        structure.authentication().ifPresent(header -> ends.add(header.offset() + 32));
        structure.payloadHeader().ifPresent(header -> ends.add(header.offset() + 40));
        assertThat(ends).allSatisfy(end -> assertThat(end).isBetween(0L, length));
        if (structure.failures().isEmpty()) {
            final ImageHeader image = structure.imageHeader().orElseThrow();
            final ImageAuthentication authentication =
                    structure.authentication().orElseThrow();
            final PayloadHeader payload = structure.payloadHeader().orElseThrow();
            assertThat(image.offset() + image.size() + image.imageSize() + image.vendorCodeSize())
                    .isLessThanOrEqualTo(length);
            assertThat(authentication.offset() + 8 + authentication.certificateLength())
                    .isEqualTo(payload.offset());
            assertThat(payload.offset() + payload.headerSize()).isLessThanOrEqualTo(length);
        }
    }
}
