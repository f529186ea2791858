// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.simulator;

import io.platformfirmware.simulator.Sample.RefusedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Capsules to try things with: good ones of each kind, some that are good but worth a warning, those that break one rule of the
 * capsule check and nothing else, and those that only the driver or the firmware refuses. Always the same bytes.
 */
public final class SampleCapsules {

    private static final UUID UNKNOWN = UUID.fromString("DEADBEEF-0000-4111-8222-333344445555");
    private static final long OUTSIDE = 0x0020_0000;
    private static final long NEGATIVE = 0xFFFF_F000L;
    private static final int SHORT_HEADER = 20;
    private static final int IMAGE_HEADER = 44;
    private static final int PAYLOAD_HEADER = IMAGE_HEADER + 32 + 8 + 24 + 32;

    private final List<Sample> samples = new ArrayList<>();

    private SampleCapsules() {}

    /**
     * The samples.
     *
     * @return good ones first, then in the order of the rules, then what the firmware refuses
     */
    public static List<Sample> all() {
        final SampleCapsules capsules = new SampleCapsules();
        capsules.addGood();
        capsules.addBrokenHeaders();
        capsules.addBrokenImages();
        capsules.addBrokenPayloads();
        capsules.addUnsuitable();
        capsules.addForFirmware();
        return List.copyOf(capsules.samples);
    }

    /**
     * The sample of this name.
     *
     * @param fileName its name
     * @return the sample
     * @throws IllegalArgumentException when there is none
     */
    public static Sample named(String fileName) {
        return all().stream()
                .filter(sample -> sample.fileName().equals(fileName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no sample " + fileName));
    }

    private void addGood() {
        good("good-code-injection-v1.cap", "Code injection, runtime version 2, image header version 1", code());
        good(
                "good-code-injection-v2.cap",
                "Code injection, runtime version 2, image header version 2",
                code().imageHeaderVersion(2));
        good(
                "good-code-injection-newer.cap",
                "Code injection, runtime version 3: installs over the others",
                code().runtimeVersion(3));
        good(
                "good-code-injection-full.cap",
                "Code injection, runtime version 2, as large as the default communication buffer",
                code().paddedTo(FirmwareSettings.DEFAULT_BUFFER_SIZE));
        good(
                "good-driver-update-v1.cap",
                "Driver update, runtime version 2, secure version 2, image header version 1",
                driver());
        good(
                "good-driver-update-v2.cap",
                "Driver update, runtime version 2, secure version 2, image header version 2",
                driver().imageHeaderVersion(2));
        good(
                "good-driver-update-newer.cap",
                "Driver update, runtime version 3, secure version 3: installs over the others",
                driver().runtimeVersion(3).svn(3));
        warned(
                "driver-update-older-runtime",
                "Driver update, runtime version 0 but secure version 2: kernels before 6.17 refuse it",
                "runtime-version",
                driver().runtimeVersion(0));
        warned(
                "embedded-drivers",
                "Code injection with 2 embedded drivers in its list but not in front of it, where UEFI has them",
                "item-offset",
                code().items(2, 1));
        warned(
                "certificate-guid",
                "Code injection with a certificate that is not PKCS#7",
                "certificate-type",
                code().certificateGuid(UNKNOWN));
    }

    private void addBrokenHeaders() {
        broken("empty", "No bytes at all", "file-size", new byte[0]);
        broken(
                "short-header",
                "Ends within the capsule header, after " + SHORT_HEADER + " bytes",
                "capsule-header",
                Arrays.copyOf(code().build(), SHORT_HEADER));
        broken("capsule-guid", "CapsuleGuid of something else", "capsule-guid", code().capsuleGuid(UNKNOWN));
        broken("header-size-zero", "HeaderSize 0", "header-size", code().headerSize(0));
        broken(
                "header-size-negative",
                "HeaderSize 0xFFFFF000: Linux's driver would read in front of its buffer",
                "header-size",
                code().headerSize(NEGATIVE));
        broken(
                "header-size-huge",
                "HeaderSize 2 MiB: Linux's driver would read behind its buffer",
                "header-size",
                code().headerSize(OUTSIDE));
        final byte[] whole = code().build();
        broken(
                "truncated",
                "The last 40 bytes of the payload are missing",
                "truncated",
                Arrays.copyOf(whole, whole.length - 40));
        broken(
                "trailing-bytes",
                "16 bytes follow the capsule",
                "trailing-bytes",
                Arrays.copyOf(whole, whole.length + 16));
        broken(
                "management-header-version",
                "Firmware management header of version 2",
                "management-header-version",
                code().managementVersion(2));
        broken("item-count-zero", "No payload", "item-count", code().items(0, 0));
        broken(
                "item-count-overflow",
                "65535 drivers and 65535 payloads: Linux's driver would read 1 MiB further on",
                "item-count",
                code().claimedItems(0xFFFF));
        broken("item-offset", "The first payload is said to be elsewhere", "item-offset", code().itemOffset(24));
    }

    private void addBrokenImages() {
        broken(
                "image-header-outside",
                "The capsule ends within the image header",
                "image-header",
                cut(IMAGE_HEADER + 24));
        broken("image-type", "An image type that Linux does not know", "image-type", code().imageType(UNKNOWN));
        broken(
                "image-header-version-0",
                "Image header of version 0",
                "image-header-version",
                code().imageHeaderVersion(0));
        broken(
                "image-header-version-3",
                "Image header of version 3, as current UEFI has it",
                "image-header-version",
                code().imageHeaderVersion(3));
        broken("image-size", "UpdateImageSize 2 MiB", "image-size", code().imageSize(OUTSIDE));
        broken("vendor-code-size", "UpdateVendorCodeSize 2 MiB", "image-size", code().vendorCodeSize(OUTSIDE));
        broken(
                "certificate-length-short",
                "dwLength 8, less than the certificate's own header",
                "certificate-length",
                code().certificateLength(8));
        broken(
                "certificate-length-outside",
                "dwLength 2 MiB: Linux's driver would read behind its buffer",
                "certificate-length",
                code().certificateLength(OUTSIDE));
        broken(
                "certificate-revision",
                "Certificate of revision 0x0100",
                "certificate-type",
                code().certificateRevision(0x0100));
        broken(
                "certificate-type",
                "Certificate of type 0x0002, not of the kind that a GUID tells",
                "certificate-type",
                code().certificateType(0x0002));
    }

    private void addBrokenPayloads() {
        broken(
                "payload-header-outside",
                "The capsule ends within the payload header",
                "payload-header",
                cut(PAYLOAD_HEADER + 12));
        broken(
                "payload-header-size-short",
                "Payload header of 39 bytes",
                "payload-header-size",
                code().payloadHeaderSize(39));
        broken(
                "payload-header-size-huge",
                "Payload header of 2 MiB",
                "payload-header-size",
                code().payloadHeaderSize(OUTSIDE));
    }

    private void addUnsuitable() {
        broken(
                "older-runtime",
                "Code injection, runtime version 0: older than what runs",
                "runtime-version",
                code().runtimeVersion(0));
        broken("older-svn", "Driver update, secure version 0: older than what runs", "svn", driver().svn(0));
        broken("other-platform", "For another platform", "platform-id", code().platformId(UNKNOWN));
    }

    private void addForFirmware() {
        add(
                "refused-too-large.cap",
                "One byte more than the default communication buffer: the driver refuses it",
                RefusedBy.DRIVER,
                "buffer-size",
                code().paddedTo(FirmwareSettings.DEFAULT_BUFFER_SIZE + 1).build());
        add(
                "refused-firmware-version.cap",
                "For a platform firmware 2.0 that is not there yet: the firmware refuses to stage it",
                RefusedBy.STAGE,
                "hardware-version",
                code().hardwareVersion(0x0002_0000).build());
        add(
                "refused-bad-signature.cap",
                "The signature does not verify: the firmware refuses to stage it",
                RefusedBy.STAGE,
                "signature",
                code().mark(PayloadMark.BAD_SIGNATURE).build());
        samples.add(new Sample(
                "refused-retry.cap",
                "The firmware refuses to stage it once after power on, then takes it",
                RefusedBy.STAGE,
                Optional.empty(),
                code().mark(PayloadMark.RETRY).build()));
        samples.add(new Sample(
                "refused-activation.cap",
                "The firmware stages it, then fails to activate it",
                RefusedBy.ACTIVATE,
                Optional.empty(),
                code().mark(PayloadMark.ACTIVATION_FAILURE).build()));
    }

    private static CapsuleBuilder code() {
        return new CapsuleBuilder();
    }

    private static CapsuleBuilder driver() {
        return new CapsuleBuilder().type(ImageType.DRIVER_UPDATE);
    }

    /** A file that ends early and says so in every size. */
    private static byte[] cut(int length) {
        final int imageSize = Math.max(0, length - IMAGE_HEADER - 32);
        return Arrays.copyOf(
                code().capsuleImageSize(length).imageSize(imageSize).build(), length);
    }

    private void good(String fileName, String purpose, CapsuleBuilder capsule) {
        samples.add(new Sample(fileName, purpose, RefusedBy.NOBODY, Optional.empty(), capsule.build()));
    }

    private void warned(String name, String purpose, String rule, CapsuleBuilder capsule) {
        add("warn-" + name + ".cap", purpose, RefusedBy.NOBODY, rule, capsule.build());
    }

    private void broken(String name, String purpose, String rule, CapsuleBuilder capsule) {
        broken(name, purpose, rule, capsule.build());
    }

    private void broken(String name, String purpose, String rule, byte[] bytes) {
        add("broken-" + name + ".cap", purpose, RefusedBy.CHECK, rule, bytes);
    }

    private void add(String fileName, String purpose, RefusedBy refusedBy, String rule, byte[] bytes) {
        samples.add(new Sample(fileName, purpose, refusedBy, Optional.of(rule), bytes));
    }
}
