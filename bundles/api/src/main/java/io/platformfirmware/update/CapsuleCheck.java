// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import static io.platformfirmware.update.Text.bytes;
import static io.platformfirmware.update.Text.number;

import io.platformfirmware.Guid;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Holds a well-formed capsule against a device. One that is not well formed is not held against it: values behind a wrong
 * offset would be compared, and the one fault would break rules of both kinds.
 */
final class CapsuleCheck {

    private final UpdateCapability capability;
    private final long size;
    private final ImageHeader image;
    private final PayloadHeader payload;
    private final Findings findings = new Findings();

    private CapsuleCheck(CapsuleStructure structure, UpdateCapability capability) {
        this.capability = capability;
        this.size = structure.file().size();
        this.image = structure.imageHeader().orElseThrow();
        this.payload = structure.payloadHeader().orElseThrow();
    }

    static CheckReport check(CapsuleFile file, Optional<UpdateCapability> capability) {
        final CapsuleStructure structure = CapsuleStructure.of(file);
        final List<Finding> device = capability
                .filter(known -> structure.failures().isEmpty())
                .map(known -> new CapsuleCheck(structure, known).findings())
                .orElse(List.of());
        final LinuxDriverWalk walk = new LinuxDriverWalk(file, capability);
        return new CheckReport(
                structure,
                capability,
                Stream.concat(structure.findings().stream(), device.stream()).toList(),
                Arrays.stream(LinuxVerdict.VersionRule.values())
                        .map(walk::under)
                        .toList());
    }

    private List<Finding> findings() {
        final CapsuleType type = CapsuleType.of(image.imageType()).orElseThrow();
        final boolean driver = type == CapsuleType.DRIVER_UPDATE;
        judgeType(type, driver ? capability.driverType() : capability.codeType());
        if (driver) {
            judgeDriverVersion();
        } else {
            judgeCodeVersion();
        }
        judgePlatform();
        leaveToFirmware();
        return findings.list();
    }

    private void judgeType(CapsuleType type, Guid named) {
        final Findings.Judgement judgement = findings.on(
                CapsuleRule.TYPE_OF_PLATFORM,
                image.offset() + 4,
                named.toString(),
                image.imageType().toString());
        if (named.equals(image.imageType())) {
            judgement.pass("The platform names this image type for a " + Text.kind(type) + ".");
        } else {
            judgement.warn("The platform names another image type for a " + Text.kind(type)
                    + ". Linux goes by its own list; the firmware may refuse the capsule.");
        }
    }

    private void judgeCodeVersion() {
        final Findings.Judgement judgement = runtimeVersion(capability.codeRuntimeVersion());
        if (payload.runtimeVersion() < capability.codeRuntimeVersion()) {
            judgement.fail("Newer code runs already, and Linux's driver refuses to go back: get a newer capsule.");
        } else if (payload.runtimeVersion() == capability.codeRuntimeVersion()) {
            judgement.warn("This version runs already; applying it again is allowed.");
        } else {
            judgement.pass("The code is newer than the one that runs.");
        }
    }

    private void judgeDriverVersion() {
        final Findings.Judgement runtime = runtimeVersion(capability.driverRuntimeVersion());
        if (payload.runtimeVersion() < capability.driverRuntimeVersion()) {
            runtime.warn(
                    "A driver of a newer runtime version runs already. Kernels without commit 8151320c747e refuse the"
                            + " capsule with EINVAL; later ones go by the secure version number.");
        } else if (payload.runtimeVersion() == capability.driverRuntimeVersion()) {
            runtime.warn("This version runs already; applying it again is allowed.");
        } else {
            runtime.pass("The driver is newer than the one that runs.");
        }
        findings.on(
                        CapsuleRule.SVN,
                        payload.offset() + 36,
                        "at least " + number(capability.driverSvn()),
                        number(payload.svn()))
                .decide(
                        payload.svn() >= capability.driverSvn(),
                        "The secure version number is not older than the one that runs.",
                        "A driver of a newer secure version number runs already, and there is no way back: get a newer capsule.");
    }

    private Findings.Judgement runtimeVersion(long running) {
        return findings.on(
                CapsuleRule.RUNTIME_VERSION,
                payload.offset() + 16,
                "at least " + number(running),
                number(payload.runtimeVersion()));
    }

    private void judgePlatform() {
        findings.on(
                        CapsuleRule.PLATFORM_ID,
                        payload.offset() + 20,
                        capability.platformId().toString(),
                        payload.platformId().toString())
                .decide(
                        payload.platformId().equals(capability.platformId()),
                        "The capsule is for this platform.",
                        "The capsule is for another platform: get the one for this machine.");
    }

    private void leaveToFirmware() {
        findings.on(
                        CapsuleRule.HARDWARE_VERSION,
                        payload.offset() + 12,
                        "what platform firmware " + number(capability.firmwareVersion()) + " takes",
                        number(payload.hardwareVersion()))
                .notJudged("How the two compare is for the firmware to say, when it stages the capsule.");
        findings.on(CapsuleRule.BUFFER_SIZE, "at most the communication buffer", bytes(size))
                .notJudged(
                        "Linux does not tell how large the buffer is; its driver refuses a larger capsule with EINVAL when"
                                + " it is loaded.");
        findings.on(CapsuleRule.SIGNATURE, "a signature that the firmware trusts", "not verified")
                .notJudged("The firmware verifies it when it stages the capsule.");
    }
}
