// SPDX-License-Identifier: Apache-2.0
package io.platformfirmware.update;

import io.platformfirmware.FirmwareException;
import io.platformfirmware.Sha256;
import java.nio.file.Path;

/**
 * A well-formed capsule: every header is there, every offset and length lies within the file. Only such a file can be given to
 * a device, because Linux's driver follows offsets without checking them. Immutable.
 */
public final class Capsule {

    private final CapsuleStructure structure;
    private final CapsuleType type;

    private Capsule(CapsuleStructure structure, CapsuleType type) {
        this.structure = structure;
        this.type = type;
    }

    /**
     * Reads and parses a file.
     *
     * @param path of a regular file
     * @return the capsule
     * @throws CapsuleException when a rule of structure is broken
     * @throws FirmwareException when the file can not be read
     */
    public static Capsule read(Path path) throws FirmwareException {
        return parse(CapsuleFile.read(path));
    }

    /**
     * Parses a file.
     *
     * @param file any bytes
     * @return the capsule
     * @throws CapsuleException when a rule of structure is broken; it names the first one
     */
    public static Capsule parse(CapsuleFile file) throws CapsuleException {
        final CapsuleStructure structure = CapsuleStructure.of(file);
        if (!structure.failures().isEmpty()) {
            throw new CapsuleException(file, structure.failures());
        }
        return new Capsule(
                structure,
                CapsuleType.of(structure.imageHeader().orElseThrow().imageType())
                        .orElseThrow());
    }

    /**
     * The file.
     *
     * @return its bytes and digest
     */
    public CapsuleFile file() {
        return structure.file();
    }

    /**
     * The digest.
     *
     * @return of the whole file
     */
    public Sha256 sha256() {
        return file().sha256();
    }

    /**
     * The header tree.
     *
     * @return complete and without a failing finding
     */
    public CapsuleStructure structure() {
        return structure;
    }

    /**
     * The kind of update.
     *
     * @return from the image type
     */
    public CapsuleType type() {
        return type;
    }

    /**
     * The payload header.
     *
     * @return what the versions and the platform are compared from
     */
    public PayloadHeader payload() {
        return structure.payloadHeader().orElseThrow();
    }

    /**
     * What the history keeps.
     *
     * @return a summary
     */
    public CapsuleSummary summary() {
        return new CapsuleSummary(
                file().source(),
                sha256(),
                file().size(),
                type,
                payload().runtimeVersion(),
                payload().svn(),
                payload().platformId());
    }

    @Override
    public String toString() {
        return file().toString();
    }
}
